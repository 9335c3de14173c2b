import type { PropertyChange, StepOp } from "../../../change/index.ts";
import type { ResourceState } from "../stack/index.ts";
import type { ResourceHandle } from "./recording/resource-handle.ts";

/** The result of the comparison, for events and reports. */
export interface StepDiff {
  readonly replaceKeys: readonly string[];
  readonly changedKeys: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, PropertyChange>>;
}

interface WithOp<Op extends StepOp> {
  readonly op: Op;
  readonly diff?: StepDiff;
}

export interface SameStep extends WithOp<"same"> {
  readonly old: ResourceHandle | undefined;
  readonly next: ResourceHandle;
  /** The resource does not exist and is not created now: it is not among the targets. It stays out of the state. */
  readonly skippedCreate: boolean;
}

export interface CreateStep extends WithOp<"create" | "create-replacement"> {
  readonly old: ResourceHandle | undefined;
  readonly next: ResourceHandle;
  /** The replaced resource is deleted later; false when it was deleted before. */
  readonly deletesOldLater: boolean;
}

export interface UpdateStep extends WithOp<"update"> {
  readonly old: ResourceHandle;
  readonly next: ResourceHandle;
  readonly ignoreChanges: readonly string[];
}

/** Stands for a replacement as a whole and does nothing. */
export interface ReplaceStep extends WithOp<"replace"> {
  readonly old: ResourceHandle;
  readonly next: ResourceHandle;
}

export interface DeleteStep extends WithOp<"delete" | "delete-replaced" | "discard" | "discard-replaced"> {
  readonly old: ResourceHandle;
  readonly next?: undefined;
  /** Deleted before its replacement exists: it stays in the state, marked, until that is there. */
  readonly awaitsReplacement: boolean;
}

export interface ForgetStep extends WithOp<"remove-pending-replace"> {
  readonly old: ResourceHandle;
  readonly next?: undefined;
}

export interface ReadStep extends WithOp<"read" | "read-replacement"> {
  readonly old: ResourceHandle | undefined;
  readonly next: ResourceHandle;
}

export interface ImportStep extends WithOp<"import" | "import-replacement"> {
  /** The managed resource whose place the imported one takes. */
  readonly old: ResourceHandle | undefined;
  readonly next: ResourceHandle;
  readonly ignoreChanges: readonly string[];
  readonly randomSeed: Uint8Array;
}

export interface RefreshStep extends WithOp<"refresh"> {
  readonly old: ResourceHandle;
  readonly next?: undefined;
}

export type Step =
  | SameStep
  | CreateStep
  | UpdateStep
  | ReplaceStep
  | DeleteStep
  | ForgetStep
  | ReadStep
  | ImportStep
  | RefreshStep;

/** The resource that a step is about: what it will be, or what it was. */
export function resourceOf(step: Step): ResourceState {
  const handle = step.next ?? step.old;
  return handle.state;
}

/** True for a step that counts as one change; a replacement counts by its `replace` step alone. */
export function isLogical(step: Step): boolean {
  switch (step.op) {
    case "create-replacement":
    case "delete-replaced":
    case "discard-replaced":
    case "remove-pending-replace":
    case "read-replacement":
    case "import-replacement":
    case "refresh":
      return false;
    default:
      return true;
  }
}
