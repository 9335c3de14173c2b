import { GroundworkError } from "../../../../lib/index.ts";
import type { ResourceProvider } from "../../providers/index.ts";
import type { ResourceState } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";

/** A resource names a provider resource that exists neither in the program nor in the state. */
export class ProviderMissing extends GroundworkError {
  readonly code = "provider-missing";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string; readonly provider: string }) {
    super(
      `${data.urn} is managed by the provider ${data.provider || "(none)"}, which is neither in the program nor in the ` +
        "state. Register that provider again, or remove the resource from the state.",
    );
  }
}

/**
 * The configured provider of a resource; of an old resource, the one that the state knows.
 *
 * @throws {ProviderMissing}
 */
export async function providerOf(state: ResourceState, context: DeploymentContext): Promise<ResourceProvider> {
  const reference = state.provider ?? "";
  const running = await context.registry.get(reference);
  if (running) return running;
  const provider = reference === "" ? undefined : context.old.provider(reference);
  if (!provider) throw new ProviderMissing({ urn: state.urn, provider: reference });
  await context.registry.ensure(reference, provider.state);
  const started = await context.registry.get(reference);
  if (!started) throw new ProviderMissing({ urn: state.urn, provider: reference });
  return started;
}
