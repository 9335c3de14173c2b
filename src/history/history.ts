import type {
  ChangeCounts,
  CommitRange,
  CorrectedDifference,
  InputsDigest,
  InstanceIds,
  Layer,
  LayerRun,
  PlanDigest,
  RecordedChangeRequest,
  RecordedCircumstances,
  ShownBefore,
  ShownLayer,
  ShownStep,
  Verification,
} from "../change/index.ts";
import type { RecordPosition } from "./order.ts";
import type { NoticesChange, RememberedNotices } from "./told.ts";

/** Version of the records that are written. Those of every earlier version are read, and given as records of this one. */
export const historyVersion = 3;

/** `record-sha256:` and 64 hexadecimal digits over the canonical JSON of a record and of its place in the chain. */
export type RecordDigest = `record-sha256:${string}`;

/** What a preview showed of one environment. */
export interface ShownPlan {
  readonly environment: string;
  /** Those whose plan was made. A layer that is not among them was not shown. */
  readonly layers: readonly ShownLayer[];
}

/** A preview that was shown. */
export interface PreviewRecord extends RecordedCircumstances {
  readonly version: typeof historyVersion;
  readonly kind: "preview";
  readonly id: string;
  readonly at: string;
  /** Tree of the previewed commit: a merge with the same tree is bound to the same preview. */
  readonly tree: string;
  readonly range: CommitRange;
  /** The person or the pipeline that asked for it; absent in records before version 3. */
  readonly by?: string;
  readonly plans: readonly ShownPlan[];
}

export type RunVerb = "up" | "refresh" | "destroy" | "correct";

/** How one layer fared in a run. */
export interface LayerRecord {
  readonly layer: Layer;
  readonly kind: LayerRun["kind"];
  /** When it ended. */
  readonly at: string;
  /** Of the plan that it was bound to. */
  readonly planDigest?: PlanDigest;
  /** The program asked nothing but Git and the state of its own stack. */
  readonly repeatable?: true;
  /** What was carried out. */
  readonly steps: readonly ShownStep[];
  readonly counts: ChangeCounts;
  readonly problem?: string;
  /** Of machines, the instances that playbooks were applied to. Absent in records of versions that did not look at them. */
  readonly instances?: InstanceIds;
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
  /** What a `correct` was to undo, and why: it was changed outside. */
  readonly corrected?: readonly CorrectedDifference[];
}

/** A run that changed, or could have changed, something. */
export interface RunRecord extends RecordedCircumstances {
  readonly version: typeof historyVersion;
  readonly kind: RunVerb;
  readonly id: string;
  readonly at: string;
  readonly commit: string;
  readonly by: string;
  readonly environments: readonly EnvironmentRecord[];
  /** Id of the {@link CorrectionsRecord} that a `correct` carried out. */
  readonly corrects?: string;
}

/** Of what people were told after a comparison, and what was first seen in it. */
export interface NoticesRecord extends NoticesChange, RecordedCircumstances {
  readonly version: typeof historyVersion;
  readonly kind: "notices";
  readonly id: string;
  readonly at: string;
  /** What was compared. */
  readonly commit: string;
  readonly by: string;
}

/**
 * Of corrections that are about to be made: it is written before anything is changed, so that one that is cut off counts as well. Or of a
 * person's word that what was paused may go on.
 */
export interface CorrectionsRecord extends RecordedCircumstances {
  readonly version: typeof historyVersion;
  readonly kind: "corrections";
  readonly id: string;
  readonly at: string;
  readonly commit: string;
  readonly by: string;
  readonly environments: readonly {
    readonly environment: string;
    readonly begun: readonly CorrectedDifference[];
    /** Fingerprints of what may go on. */
    readonly resumed: readonly string[];
  }[];
}

export type HistoryRecord = PreviewRecord | RunRecord | NoticesRecord | CorrectionsRecord;

/** The place of a record in the chain of each environment that it concerns. */
export interface ChainLink {
  /** From 1, over all environments and without gaps: the order in which records were added. */
  readonly number: number;
  /** Digest of the record before, by environment. The first record of an environment has none. */
  readonly previous: Readonly<Record<string, RecordDigest>>;
  /** Over the record and this link without the digest. */
  readonly digest: RecordDigest;
}

/** A record as it is kept. Those of versions before 3 stand in no chain. */
export type KeptRecord = HistoryRecord & { readonly link?: ChainLink };

/** A plan that was shown, and where. */
export interface FoundPlan extends ShownPlan, RecordPosition {
  readonly shownBy: string;
}

/** A layer that a preview showed, and where. */
export interface FoundLayer extends ShownLayer {
  readonly environment: string;
  readonly preview: ShownBefore;
}

/** The last time the engine worked on an environment. */
export type LastInfrastructureRun = Pick<LastMachinesRun, "commit" | "at" | "kind" | "lostSince">;

/** The last time the playbooks of an environment's machines were run, or were found to have nothing to do. */
export interface LastMachinesRun {
  readonly commit: string;
  readonly at: string;
  readonly kind: LayerRun["kind"];
  readonly problem?: string;
  /** Records added after it that are lost, or cannot be read. */
  readonly lostSince: readonly string[];
  /** The instances that they were applied to; absent where the record does not say, which is not the same as none. */
  readonly instances?: InstanceIds;
  /** Names of machines that later runs have made anew, or have tried to: nothing of what it did is on them. */
  readonly madeSince: readonly string[];
}

/** The last time something was done to an environment. */
export interface LastRun extends EnvironmentRecord, RecordPosition {
  readonly verb: RunVerb;
  readonly commit: string;
  /** Records added after it that are lost, or cannot be read: one of them may be a later run of the environment. */
  readonly lostSince: readonly string[];
  /** A run of other layers leaves the infrastructure as it is. Absent: no `up` was started on it since the environment was last destroyed. */
  readonly infrastructure?: LastInfrastructureRun;
  /** A run of other layers leaves machines as they are. Absent: their playbooks were not run since the environment was last destroyed. */
  readonly machines?: LastMachinesRun;
}

/** What is on record of runs. */
export interface LastRuns {
  /** By environment, its last `up` or `destroy` that was started. */
  readonly runs: ReadonlyMap<string, LastRun>;
  /** Every record that is lost, or cannot be read: one of them may be the only run of an environment that has none in {@link runs}. */
  readonly lost: readonly string[];
}

/**
 * Which runs there were, by which person, with which digests. Records are added and never changed.
 *
 * Every method that reads is up to date with what other processes have added.
 * @throws {RecordUnreachable} from every method that reads, where the records cannot be read: never an empty answer.
 */
export interface History {
  /**
   * Durable when the promise resolves, and in one order with what others record at the same time. An entry that is recorded
   * again is kept once.
   *
   * @throws {RecordNotWritten}
   */
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
  /**
   * Layers that previews showed and that hold as long as their inputs do, by these; of equal inputs what was shown last. Those that
   * were shown on a change request count for that one alone, since another one may never be merged.
   */
  shownByInputs(layer: Layer, changeRequest?: RecordedChangeRequest): Promise<ReadonlyMap<InputsDigest, FoundLayer>>;
  lastRuns(): Promise<LastRuns>;
  /** Of what people were told, and since when there is what they may yet be told of. */
  notices(): Promise<RememberedNotices>;
  /** The record that was added last comes first, by the numbers of records and not by their times. */
  list(filter?: { readonly environment?: string; readonly limit?: number }): Promise<HistoryPage>;
  /** Follows the chains from the first record to the last, and names the first one that does not hold. */
  verify(): Promise<Verification>;
  /** Makes the next question be answered from the records as they stand then. Absent: every question is. */
  forget?(): void;
}

export interface HistoryPage {
  readonly records: readonly KeptRecord[];
  /** Names of records that are damaged, were altered, or are of a version that is not known yet. */
  readonly unreadable: readonly string[];
  /** The highest number that was ever given, also to a record that is lost; 0 before the first one. */
  readonly last: number;
}
