import type {
  ChangeCounts,
  CommitRange,
  InputsDigest,
  Layer,
  LayerPreview,
  LayerRun,
  ManifestFiles,
  PlanDigest,
  ShownStep,
} from "../change/index.ts";

/** Version of the records that are written. Those of every earlier version are read, and given as records of this one. */
export const historyVersion = 2;

/** What a preview showed of one layer. */
export interface ShownLayer {
  readonly layer: Layer;
  readonly kind: Extract<LayerPreview["kind"], "planned" | "unchanged">;
  /** When it was compared. */
  readonly at: string;
  readonly planDigest: PlanDigest;
  /** Of what it was made of; absent where that was not known. */
  readonly inputsDigest?: InputsDigest;
  /** Everything that would happen: what `up` may do at most. */
  readonly steps: readonly ShownStep[];
  readonly counts: ChangeCounts;
  /** What the sync agent would build, of the cluster. */
  readonly manifests?: ManifestFiles;
}

/** What a preview showed of one environment. */
export interface ShownPlan {
  readonly environment: string;
  /** Those whose plan was made. A layer that is not among them was not shown. */
  readonly layers: readonly ShownLayer[];
}

/** A preview that was shown. */
export interface PreviewRecord {
  readonly version: typeof historyVersion;
  readonly kind: "preview";
  readonly id: string;
  readonly at: string;
  /** Tree of the previewed commit: a merge with the same tree is bound to the same preview. */
  readonly tree: string;
  readonly range: CommitRange;
  readonly plans: readonly ShownPlan[];
}

export type RunVerb = "up" | "refresh" | "destroy";

/** How one layer fared in a run. */
export interface LayerRecord {
  readonly layer: Layer;
  readonly kind: LayerRun["kind"];
  /** When it ended. */
  readonly at: string;
  /** Of the plan that it was bound to. */
  readonly planDigest?: PlanDigest;
  /** What was carried out. */
  readonly steps: readonly ShownStep[];
  readonly counts: ChangeCounts;
  readonly problem?: string;
}

/** How one environment fared in a run. */
export interface EnvironmentRecord {
  readonly environment: string;
  /**
   * Whether the environment stands at the run's commit, as far as it is the run's to bring it there. An agent that is late, and
   * a layer that is not handled, take nothing from it.
   */
  readonly result: "succeeded" | "failed" | "cancelled" | "refused" | "not-started";
  /** Only those that were handled. */
  readonly layers: readonly LayerRecord[];
  readonly problem?: string;
  readonly milliseconds: number;
}

/** A run that changed, or could have changed, something. */
export interface RunRecord {
  readonly version: typeof historyVersion;
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

/** Which runs there were, by which person, with which digests. Records are added and never changed. */
export interface History {
  /** Durable when the promise resolves. */
  record(entry: HistoryRecord): Promise<void>;
  /**
   * For each environment, the plan that was shown last for one of these commits, or for a commit with the very same files.
   * For an environment without one, the plan that was shown last of the same inputs, as `inputs` names them by environment.
   */
  shownPlans(
    commits: readonly string[],
    tree: string,
    inputs?: ReadonlyMap<string, InputsDigest>,
  ): Promise<ReadonlyMap<string, FoundPlan>>;
  /** For each environment, its last `up` or `destroy` that was started. */
  lastRuns(): Promise<ReadonlyMap<string, LastRun>>;
  /** Newest first. */
  list(filter?: { readonly environment?: string; readonly limit?: number }): Promise<HistoryPage>;
}

export interface HistoryPage {
  readonly records: readonly HistoryRecord[];
  /** Names of records that are damaged, or of a version that is not known yet. */
  readonly unreadable: readonly string[];
}
