import type { StepOp } from "./plan.ts";

/**
 * What a preview showed of one step, small enough to keep and without any value in clear.
 *
 * `paths` maps each property path that would change to a hash of its new value, to `unknown` where the value was not known
 * yet, or to `secret`.
 */
export interface ShownStep {
  readonly urn: string;
  readonly op: StepOp;
  readonly paths: Readonly<Record<string, string>>;
}
