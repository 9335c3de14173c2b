/** Pulumi's step operations, in its own kebab words. */
export type StepOp =
  | "same" // nothing to do
  | "create" // a new resource
  | "update" // change in place
  | "delete" // remove
  | "replace" // the logical step that stands for a create-replacement and a delete-replaced
  | "create-replacement" // the new resource of a replacement
  | "delete-replaced" // the old resource of a replacement
  | "read" // take over what exists, without managing it
  | "read-replacement" // read in place of a resource that was managed
  | "refresh" // read the cloud's state of a managed resource
  | "discard" // drop a read resource from the state
  | "discard-replaced" // drop a read resource that was replaced
  | "remove-pending-replace" // forget the old half of an interrupted replacement
  | "import" // adopt an existing resource
  | "import-replacement"; // adopt an existing resource in place of a managed one

/** Kind of one property's change; with `-replace` when it is what forces the replacement. */
export type PropertyChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface PropertyChange {
  readonly kind: PropertyChangeKind;
  /** True when the provider compared inputs with inputs, false when it compared the old state with the new inputs. */
  readonly inputDiff: boolean;
}

/** One thing that a preview says would happen to one resource. */
export interface PlannedStep {
  readonly op: StepOp;
  readonly urn: string;
  readonly type: string;
  readonly provider: string;
  /** Property keys that force a replacement. */
  readonly replaceKeys: readonly string[];
  /** Top-level properties that differ. */
  readonly diffs: readonly string[];
  /** Per property path (Pulumi's path syntax). `undefined` when the provider gave none. */
  readonly detailedDiff?: Readonly<Record<string, PropertyChange>>;
  /** Cloud's id of the resource before the step, where there is one. */
  readonly id?: string;
  readonly protect: boolean;
  /** Of a deletion that is one of the state alone: the resource itself stays (`retainOnDelete`). */
  readonly retained?: true;
  /** Inputs before and after, secrets as Pulumi's `[secret]` placeholder, unknowns as its unknown sentinel. */
  readonly oldInputs?: Readonly<Record<string, unknown>>;
  readonly newInputs?: Readonly<Record<string, unknown>>;
  /** Of a refresh: the cloud answers other outputs than the state has. */
  readonly otherOutputs?: true;
  /** It could not be worked out, or read: what it would come to is not known. */
  readonly failed?: true;
}

/** A step that was carried out, or failed. */
export interface TakenStep extends PlannedStep {
  readonly status: "done" | "failed";
  readonly milliseconds: number;
}

export interface Diagnostic {
  readonly severity: "debug" | "info" | "info#err" | "warning" | "error";
  readonly message: string;
  readonly urn?: string;
}

/** How an operation that did start came to its end. */
export type OperationResult = "succeeded" | "failed" | "cancelled";

/** What a plan was made from, beside its program, its configuration and its state. */
export interface PlanReads {
  /** Whether a provider was asked for something that is in none of these: a function's answer, a resource that is only read. */
  readonly cloud: boolean;
  /** Stacks whose outputs the program read: of its own project by their names, of others as `<project>/<stack>`. */
  readonly stacks: readonly string[];
  /** Those among them whose outputs a preview gave and that have others now: a change to them is not applied yet. */
  readonly previewed: readonly string[];
}

const deletions: ReadonlySet<StepOp> = new Set(["delete", "delete-replaced"]);

/** Whether a step takes a resource away, be it for another one. */
export const isDeletion = (op: StepOp): boolean => deletions.has(op);

/** What a preview says would happen. The order of steps is the order in which the engine decided them. */
export interface Plan {
  readonly result: OperationResult;
  readonly steps: readonly PlannedStep[];
  readonly summary: Readonly<Partial<Record<StepOp, number>>>;
  readonly diagnostics: readonly Diagnostic[];
  /** The stack's outputs as far as they are known; secrets as Pulumi's `[secret]` placeholder. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Absent for an engine that does not know it. */
  readonly reads?: PlanReads;
  /** By URN of a new resource, paths of its inputs that its provider and not the program gave. Absent likewise. */
  readonly addedInputs?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /**
   * Of a comparison with the cloud: URNs of what the state says was being created when a run was cut short. Absent for an engine that does
   * not tell it.
   */
  readonly creating?: readonly string[];
  readonly milliseconds: number;
}

/** What an operation did. A failure of one step does not hide what the others did. */
export interface Outcome {
  readonly result: OperationResult;
  readonly steps: readonly TakenStep[];
  readonly summary: Readonly<Partial<Record<StepOp, number>>>;
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Of a comparison with the cloud: URNs of what the state says was being created when a run was cut short. Absent for an engine that does
   * not tell it.
   */
  readonly creating?: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly milliseconds: number;
}
