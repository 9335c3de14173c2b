import type { ResourceState } from "../state/snapshot.ts";
import type { StepDiff } from "./step.ts";

/**
 * How a step went. `partial`: the resource is there, but not as it should be. `unknown`: nobody knows whether it was done.
 */
export type StepResult =
  | { readonly status: "done"; readonly refreshed?: Refreshed }
  | { readonly status: "partial" | "failed" | "unknown"; readonly error: Error };

/** What a refresh found, against what the state said before; nothing `after` when it is gone. */
export interface Refreshed {
  readonly op: "same" | "update" | "delete";
  readonly before: ResourceState;
  readonly after: ResourceState | undefined;
  readonly diff?: StepDiff;
}
