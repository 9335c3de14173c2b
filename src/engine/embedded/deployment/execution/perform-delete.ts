import { GroundworkError } from "../../../../lib/index.ts";
import { isProviderType } from "../../../../pulumi/index.ts";
import type { DeploymentContext } from "../context.ts";
import { providerOf } from "../generation/provider-of.ts";
import type { DeleteStep } from "../step.ts";

/** Something that is protected would have to be deleted. */
export class ResourceProtected extends GroundworkError {
  readonly code = "resource-protected";
  readonly kind = "refused";
  constructor(readonly data: { readonly urn: string }) {
    super(
      `${data.urn} is protected and is not deleted. ` +
        "To let it go, take `protect` off it in the program, bring the stack up, and try again.",
    );
  }
}

/** @throws {ResourceProtected} */
export async function performDelete(step: DeleteStep, context: DeploymentContext): Promise<void> {
  const { old } = step;
  const replaced = step.op === "delete-replaced" || step.op === "discard-replaced";
  if (!replaced && old.state.protect && !context.options.ignoreProtect) throw new ResourceProtected({ urn: old.urn });
  if (!context.preview && isDeletedInTheCloud(step, context)) {
    const provider = await providerOf(old.state, context);
    await provider.delete(
      { urn: old.urn, id: old.state.id ?? "" },
      { inputs: old.state.inputs, outputs: old.state.outputs },
      old.state.customTimeouts?.delete ?? 0,
    );
  }
  // Only now: an operation that is interrupted before has to delete it again.
  if (step.awaitsReplacement) old.change({ pendingReplacement: true });
}

function isDeletedInTheCloud({ old: { state } }: DeleteStep, { decisions }: DeploymentContext): boolean {
  const goesWithAnother = state.deletedWith !== undefined && decisions.deletes.has(state.deletedWith);
  return state.custom && !isProviderType(state.type) && !state.external && !state.retainOnDelete && !goesWithAnother;
}
