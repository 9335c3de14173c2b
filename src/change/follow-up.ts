import type { RecordedChangeRequest } from "./recorded.ts";
import type { ChangeCounts } from "./summary.ts";

/** An environment whose newest run on record did not come to a good end. */
export interface FailedEnvironment {
  readonly environment: string;
  readonly verb: "up" | "destroy";
  readonly result: "failed" | "cancelled" | "refused" | "not-started";
  /** That the run was for. */
  readonly commit: string;
  /** In ISO 8601. */
  readonly at: string;
  /** In whose name it ran. */
  readonly by: string;
  /** Absent where the record says none. */
  readonly problem?: string;
  /** What the engine said of it; of the run alone that has just ended, since records do not keep it. */
  readonly details?: readonly string[];
  /** What the run carried out all the same. */
  readonly done: ChangeCounts;
  readonly changeRequest?: RecordedChangeRequest;
  /** What the run was to bring up for the first time, oldest first; empty where that is not known. */
  readonly merges: readonly string[];
  /** The tag that the run was of. */
  readonly tag?: string;
  /**
   * The newest commit that was brought up whole; absent where there is none on record, or the environment was destroyed since.
   * `unknown` where a record is lost that may be of a newer one.
   */
  readonly wholeAt?: { readonly commit: string; readonly at: string } | "unknown";
}

/** What there is to follow up, over all environments on record. */
export interface FollowUp {
  /** In the order of their names. */
  readonly failed: readonly FailedEnvironment[];
  /** Other environments of the same runs, and the commits that they stand at. */
  readonly standing: readonly { readonly environment: string; readonly commit: string }[];
  /** Environments whose newest run, or whose only one, may be among records that are lost: nothing is said of them. */
  readonly unknown: readonly string[];
}

/** What became of the issue about environments that failed. */
export type FollowUpShown =
  | { readonly kind: "open"; readonly number: number; readonly url: string }
  | { readonly kind: "closed" }
  /** Environments failed, and the forge has no issues. */
  | { readonly kind: "no-issues" };
