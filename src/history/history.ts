import type { CommitRange, ManifestFiles, PlanDigest, ShownStep } from "../change/index.ts";

/** What a preview showed of one environment. */
export interface ShownPlan {
  readonly environment: string;
  readonly digest: PlanDigest;
  /** Everything that would happen: what `up` may do at most. */
  readonly steps: readonly ShownStep[];
  /** What the sync agent would build. Absent in records of versions that did not look at manifests: nothing was shown of them. */
  readonly manifests?: ManifestFiles;
}

/** A preview that was shown to somebody. */
export interface PreviewRecord {
  readonly kind: "preview";
  readonly id: string;
  readonly at: string;
  /** Tree of the previewed commit: a merge with the same tree is bound to the same preview. */
  readonly tree: string;
  readonly range: CommitRange;
  readonly plans: readonly ShownPlan[];
}

export type RunVerb = "up" | "refresh" | "destroy";

/** How one environment fared in a run. */
export interface EnvironmentRecord {
  readonly environment: string;
  readonly result: "succeeded" | "failed" | "cancelled" | "refused" | "not-started";
  readonly digest?: PlanDigest;
  readonly summary: Readonly<Record<string, number>>;
  readonly problem?: string;
  readonly milliseconds: number;
  /** Whether the sync agent reached the revision, for an `up` that waited for it. */
  readonly converged?: boolean;
}

/** A run that changed, or could have changed, something. */
export interface RunRecord {
  readonly kind: RunVerb;
  readonly id: string;
  readonly at: string;
  readonly commit: string;
  readonly by: string;
  readonly environments: readonly EnvironmentRecord[];
}

export type HistoryRecord = PreviewRecord | RunRecord;

/** A plan that was shown, and where. */
export interface FoundPlan extends ShownPlan {
  readonly shownBy: string;
  readonly at: string;
}

/** The last time something was done to an environment. */
export interface LastRun extends EnvironmentRecord {
  readonly verb: RunVerb;
  readonly commit: string;
  readonly at: string;
}

/** What ran, for whom, with which digest. Records are added and never changed. */
export interface History {
  /** Durable when the promise resolves. */
  record(entry: HistoryRecord): Promise<void>;
  /**
   * For each environment, the plan that was shown last for one of these commits, or for a commit with the very same files.
   */
  shownPlans(commits: readonly string[], tree: string): Promise<ReadonlyMap<string, FoundPlan>>;
  /** For each environment, its last `up` or `destroy` that was started. */
  lastRuns(): Promise<ReadonlyMap<string, LastRun>>;
  /** Newest first. */
  list(filter?: { readonly environment?: string; readonly limit?: number }): Promise<HistoryPage>;
}

export interface HistoryPage {
  readonly records: readonly HistoryRecord[];
  /** Records that could not be read, by name. */
  readonly unreadable: readonly string[];
}
