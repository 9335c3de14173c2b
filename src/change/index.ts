/**
 * What a change does, as plain data.
 *
 * In:   engine events, Git trees, the digest of an earlier run.
 * Out:  {@link Plan} and {@link Outcome}: readonly values that reports render and `up` compares.
 * Must not know: engines, forges, the file system, time.
 */
export type {
  Diagnostic,
  OperationResult,
  Outcome,
  Plan,
  PlannedStep,
  PropertyChange,
  PropertyChangeKind,
  StepOp,
  TakenStep,
} from "./plan.ts";
