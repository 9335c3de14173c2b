import { isProviderType } from "../../../../pulumi/index.ts";
import type { DeploymentContext } from "../context.ts";
import type { SameStep } from "../step.ts";

/** Takes over what the old state knows; a provider resource is configured as it was. */
export async function performSame({ old, next, skippedCreate }: SameStep, context: DeploymentContext): Promise<void> {
  if (skippedCreate || !old) return;
  next.change({ id: old.state.id, outputs: old.state.outputs });
  next.share(old);
  // With the old inputs: a provider that calls a change of them no difference must go on seeing the old ones.
  if (isProviderType(next.state.type)) await context.registry.same({ ...next.state, inputs: old.state.inputs });
}
