import { GroundworkError } from "../../../../lib/index.ts";
import { isProviderType, isUnknown } from "../../../../pulumi/index.ts";
import {
  keepingSecretsOf,
  type ReadAnswer,
  ResourceInitFailed,
  type ResourceProvider,
  sameValue,
  structuralDiff,
  withIgnoredChanges,
} from "../../providers/index.ts";
import { rfc3339 } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import { diffResource, inverted } from "../generation/diff-resource.ts";
import { providerOf } from "../generation/provider-of.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import type { ImportStep, ReadStep, RefreshStep } from "../step.ts";
import type { Refreshed } from "./step-result.ts";

/** What was to be read or imported does not exist in the cloud. */
export class ResourceNotFound extends GroundworkError {
  readonly code = "resource-not-found";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string; readonly id: string }) {
    super(
      `There is no resource with id ${JSON.stringify(data.id)} for ${data.urn}. Correct the id, or create it first.`,
    );
  }
}

/** The provider finds the resource but cannot say which inputs would make it. */
export class ImportNotSupported extends GroundworkError {
  readonly code = "import-not-supported";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string }) {
    super(`The provider cannot import ${data.urn}: it did not say which inputs the resource has.`);
  }
}

/** A read that finds an unhealthy resource still finds it; the reasons go along. */
async function readTolerantly(
  provider: ResourceProvider,
  existing: { readonly urn: string; readonly id: string },
  known: Parameters<ResourceProvider["read"]>[1],
  { events }: DeploymentContext,
): Promise<ReadAnswer & { readonly initErrors: readonly string[] }> {
  try {
    return { ...(await provider.read(existing, known, 0)), initErrors: [] };
  } catch (error) {
    if (!(error instanceof ResourceInitFailed)) throw error;
    for (const outputs of [known.outputs, error.resource.outputs])
      events.learnResource({ inputs: known.inputs ?? {}, outputs });
    return { ...error.resource, initErrors: error.data.reasons.map((reason) => events.redact(reason)) };
  }
}

export async function performRead(step: ReadStep, context: DeploymentContext): Promise<void> {
  const { next, old } = step;
  const id = next.state.id ?? "";
  if (isUnknown(id)) {
    next.change({ outputs: {} });
  } else {
    const provider = await providerOf(next.state, context);
    const { inputs } = next.state;
    const found = await readTolerantly(provider, { urn: next.urn, id }, { inputs, outputs: inputs }, context);
    if (found.id === "") throw new ResourceNotFound({ urn: next.urn, id });
    next.change({
      id: found.id,
      outputs: keepingSecretsOf(found.outputs, inputs),
      ...(found.initErrors.length > 0 ? { initErrors: found.initErrors } : {}),
    });
  }
  if (!old) return;
  if (step.op === "read-replacement") leaveForDeletion(old);
  const changed = !sameValue(old.state.inputs, next.state.inputs) || !sameValue(old.state.outputs, next.state.outputs);
  next.change({
    created: old.state.created,
    modified: changed ? rfc3339(context.clock.now()) : old.state.modified,
  });
}

/** Puts into `next` what exists in the cloud; what the program wants is compared with it afterwards. */
export async function performImport(step: ImportStep, context: DeploymentContext): Promise<void> {
  const { next, old } = step;
  const provider = await providerOf(next.state, context);
  const id = next.state.importID ?? "";
  const found = await readTolerantly(provider, { urn: next.urn, id }, { inputs: undefined, outputs: {} }, context);
  if (found.id === "") throw new ResourceNotFound({ urn: next.urn, id });
  if (!found.inputs) throw new ImportNotSupported({ urn: next.urn });
  // The provider was told no inputs to import it, so it cannot know which of them the program keeps secret.
  const inputs = keepingSecretsOf(found.inputs, next.state.inputs);
  const outputs = keepingSecretsOf(found.outputs, next.state.inputs);
  const now = rfc3339(context.clock.now());
  next.change({
    id: found.id,
    inputs: withIgnoredChanges(inputs, inputs, step.ignoreChanges).inputs,
    outputs,
    created: now,
    modified: now,
    ...(found.initErrors.length > 0 ? { initErrors: found.initErrors } : {}),
  });
  if (old && step.op === "import-replacement") leaveForDeletion(old);
}

/** What waits for its replacement is deleted already. */
function leaveForDeletion(old: ResourceHandle): void {
  if (!old.state.pendingReplacement) old.change({ delete: true });
}

/** Makes the state say what the cloud says. Components, providers and half-replaced resources have nothing to be read. */
export async function performRefresh({ old }: RefreshStep, context: DeploymentContext): Promise<Refreshed> {
  const before = old.state;
  if (!before.custom || isProviderType(before.type) || before.pendingReplacement)
    return { op: "same", before, after: before };
  const provider = await providerOf(before, context);
  const found = await readTolerantly(
    provider,
    { urn: before.urn, id: before.id ?? "" },
    { inputs: before.inputs, outputs: before.outputs },
    context,
  );
  if (found.initErrors.length > 0)
    context.events.diagnostic(
      "warning",
      `The resource is there but not healthy:\n  * ${found.initErrors.join("\n  * ")}`,
      before.urn,
    );
  if (found.id === "") return { op: "delete", before, after: undefined };
  const changed = !sameValue(found.inputs ?? before.inputs, before.inputs) || !sameValue(found.outputs, before.outputs);
  old.change({
    id: found.id,
    inputs: found.inputs ? keepingSecretsOf(found.inputs, before.inputs) : before.inputs,
    outputs: keepingSecretsOf(found.outputs, before.outputs),
    initErrors: found.initErrors.length > 0 ? found.initErrors : undefined,
    ...(changed ? { modified: rfc3339(context.clock.now()) } : {}),
  });
  const { inputs, outputs } = old.state;
  if (before.external) {
    const differs = structuralDiff(before.outputs, outputs) !== undefined;
    return { op: differs ? "update" : "same", before, after: old.state };
  }
  // What an update would do about it is the difference the other way round.
  const diff = inverted(
    await diffResource(
      provider,
      { urn: before.urn, id: found.id },
      { inputs, outputs },
      before.inputs,
      before.ignoreChanges ?? [],
    ),
  );
  return { op: diff.changes === "none" ? "same" : "update", before, after: old.state, diff };
}
