import type { CommitRange, PlanDigest, ShownStep } from "../change/index.ts";

/** What a preview showed of one environment. */
export interface ShownPlan {
  readonly environment: string;
  readonly digest: PlanDigest;
  /** Everything that would happen: what `up` may do at most. */
  readonly steps: readonly ShownStep[];
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

/** What ran, for whom, with which digest. Records are added and never changed. */
export interface History {
  /** Durable when the promise resolves. */
  record(entry: HistoryRecord): Promise<void>;
  /** The newest preview of exactly these files: by commit first, then by tree. */
  shownFor(commit: string, tree: string): Promise<PreviewRecord | undefined>;
  /** Newest first. A record that cannot be read is skipped and named in `unreadable`. */
  list(filter?: { readonly environment?: string; readonly limit?: number }): Promise<HistoryPage>;
}

export interface HistoryPage {
  readonly records: readonly HistoryRecord[];
  readonly unreadable: readonly string[];
}
