import { UnsupportedSecretsProvider } from "../secrets/index.ts";
import type { DeploymentFile } from "./deployment-codec.ts";

/** The salt that a state names for the key of its secrets. @throws {UnsupportedSecretsProvider} for keys that are no passphrases. */
export function saltIn(provider: DeploymentFile["secrets_providers"], of: string): string | undefined {
  if (provider !== undefined && provider.type !== "passphrase" && provider.type !== "")
    throw new UnsupportedSecretsProvider({ of, provider: provider.type });
  return provider?.state?.salt;
}
