import type { ResourceState } from "../../stack/index.ts";
import type { StepDiff } from "../step.ts";

/**
 * The result of a step. `partial`: the resource exists but is not as declared. `unknown`: the provider's answer was
 * lost.
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
