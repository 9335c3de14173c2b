import { isAssetOrArchive, isSecret, mapProperties, secretSignature, signatureKey } from "../../../../pulumi/index.ts";
import type { EngineEvent } from "../../../engine.ts";
import type { Properties, ResourceState } from "../../stack/index.ts";
import { isLogical, resourceOf, type Step } from "../step.ts";

export type StepMetadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];
type StateMetadata = NonNullable<StepMetadata["old"]>;

/** A refresh as its result is shown. */
interface ShownRefresh {
  readonly op: string;
  readonly before: ResourceState;
  readonly after: ResourceState | undefined;
  readonly diff?: Step["diff"];
}

/** A secret as events show it. */
export const blindedSecret = { [signatureKey]: secretSignature, ciphertext: "[secret]" };

/** What is shown of one step. It shares what is no secret with both states, which a step replaces and never changes in place. */
export function stepMetadata(step: Step, refreshed?: ShownRefresh): StepMetadata {
  const resource = resourceOf(step);
  const old = refreshed?.before ?? oldState(step);
  // Before it is read, nothing else is known than what the state says.
  const next = refreshed ? refreshed.after : step.op === "refresh" ? step.old.state : step.next?.state;
  const diff = refreshed?.diff ?? step.diff;
  const metadata = {
    op: refreshed?.op ?? step.op,
    urn: resource.urn,
    type: resource.type,
    ...(old ? { old: stateMetadata(old) } : {}),
    ...(next ? { new: stateMetadata(next) } : {}),
    keys: [...(diff?.replaceKeys ?? [])],
    diffs: [...(diff?.changedKeys ?? [])],
    ...(diff?.detailedDiff ? { detailedDiff: detailed(diff.detailedDiff) } : {}),
    logical: isLogical(step),
    provider: resource.provider ?? "",
  };
  return metadata as StepMetadata;
}

/** An import is compared with what it found, not with what it takes the place of; what is not created, with itself. */
function oldState(step: Step): ResourceState | undefined {
  if (step.op === "same" && step.skippedCreate) return step.next.state;
  if (step.op !== "import" && step.op !== "import-replacement") return step.old?.state;
  return step.next.state.id === undefined ? undefined : step.next.state;
}

function detailed(diff: NonNullable<NonNullable<Step["diff"]>["detailedDiff"]>): object {
  return Object.fromEntries(
    Object.entries(diff).map(([path, { kind, inputDiff }]) => [path, { diffKind: kind, inputDiff }]),
  );
}

function stateMetadata(state: ResourceState): StateMetadata {
  return {
    type: state.type,
    urn: state.urn,
    ...(state.custom ? { custom: true } : {}),
    ...(state.delete ? { delete: true } : {}),
    id: state.id ?? "",
    parent: state.parent ?? "",
    ...(state.protect ? { protect: true } : {}),
    ...(state.taint ? { taint: true } : {}),
    ...(state.retainOnDelete ? { retainOnDelete: true } : {}),
    inputs: blinded(state.inputs),
    outputs: blinded(state.outputs),
    provider: state.provider ?? "",
    ...(state.initErrors && state.initErrors.length > 0 ? { initErrors: [...state.initErrors] } : {}),
  };
}

export function blinded(properties: Properties): Record<string, unknown> {
  return mapProperties(properties, (value) => {
    if (isSecret(value)) return { to: blindedSecret };
    const holdsText = isAssetOrArchive(value) && typeof value["text"] === "string" && value["text"] !== "";
    return holdsText ? { to: { ...value, text: "<contents elided>" } } : undefined;
  });
}
