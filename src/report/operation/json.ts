import {
  type ChangeCounts,
  countChanges,
  type Diagnostic,
  maskedProperties,
  type OperationResult,
  type Outcome,
  type Plan,
  type PlannedStep,
  type PropertyChange,
  type StepOp,
  type TakenStep,
} from "../../change/index.ts";

/**
 * What `--json` prints for an operation: the shape of Pulumi's preview digest, with what an outcome knows besides.
 *
 * `duration` is in nanoseconds, as Pulumi's. Secrets stand as `[secret]`, unknown values as Pulumi's sentinel texts.
 */
export interface OperationJson {
  readonly result: OperationResult;
  readonly steps: readonly StepJson[];
  readonly diagnostics: readonly Diagnostic[];
  readonly duration: number;
  /** Steps by op. */
  readonly changeSummary: Readonly<Partial<Record<StepOp, number>>>;
  /** Resources by what happens, or happened, to them; a replacement is among the deletions. */
  readonly counts: ChangeCounts;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface StepJson {
  readonly op: StepOp;
  readonly urn: string;
  readonly provider?: string;
  readonly oldState?: StateJson;
  readonly newState?: StateJson;
  readonly diffReasons?: readonly string[];
  readonly replaceReasons?: readonly string[];
  readonly detailedDiff: Readonly<Record<string, PropertyChange>> | null;
  /** Only of steps that were carried out. */
  readonly status?: TakenStep["status"];
  readonly milliseconds?: number;
}

export interface StateJson {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs: unknown;
}

export function operationJson(result: Plan | Outcome): OperationJson {
  return {
    result: result.result,
    steps: result.steps.map(stepJson),
    diagnostics: result.diagnostics,
    duration: Math.round(result.milliseconds * 1_000_000),
    changeSummary: result.summary,
    counts: countChanges(result.steps.filter((step) => !("status" in step) || step.status === "done")),
    outputs: maskedProperties(result.outputs),
  };
}

function stepJson(step: PlannedStep | TakenStep): StepJson {
  return {
    op: step.op,
    urn: step.urn,
    ...(step.provider !== "" && { provider: step.provider }),
    ...(step.oldInputs && { oldState: stateJson(step, step.oldInputs, step.id) }),
    ...(step.newInputs && { newState: stateJson(step, step.newInputs, undefined) }),
    ...(step.diffs.length > 0 && { diffReasons: step.diffs }),
    ...(step.replaceKeys.length > 0 && { replaceReasons: step.replaceKeys }),
    detailedDiff: step.detailedDiff ?? null,
    ...("status" in step && { status: step.status, milliseconds: step.milliseconds }),
  };
}

function stateJson(
  { urn, type }: PlannedStep,
  inputs: Readonly<Record<string, unknown>>,
  id: string | undefined,
): StateJson {
  return { urn, type, ...(id !== undefined && id !== "" && { id }), inputs: maskedProperties(inputs) };
}
