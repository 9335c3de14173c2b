import type { LocalProvider } from "../provider/local-provider.ts";
import type { KubernetesProviderOptions } from "./options.ts";

/** A provider for one provider resource of one program. */
export function kubernetesProvider(options: KubernetesProviderOptions): LocalProvider {
  throw new Error(`The kubernetes provider is not built yet (${typeof options}).`);
}
