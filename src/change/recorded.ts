import type { Layer } from "./layer.ts";
import type { ChangeCounts } from "./summary.ts";

/** The change request that a record belongs to. */
export interface RecordedChangeRequest {
  readonly forge: string;
  readonly number: number;
  /** Without credentials. */
  readonly url: string;
}

/** An approval that counted. */
export interface RecordedApproval {
  /** The forge's id of the person, which a change of the name leaves as it is. */
  readonly id: string;
  readonly name: string;
  /** The commit that was approved. */
  readonly commit: string;
  readonly at: string;
}

/** What records of every kind may say besides. */
export interface RecordedCircumstances {
  readonly changeRequest?: RecordedChangeRequest;
  readonly approvals?: readonly RecordedApproval[];
  /** The loudest kind of all environments in one word: `planned` or `failed` of a preview, `applied` or `cancelled` of a run. */
  readonly verdict?: string;
  /** Of the whole preview, or of the whole run. */
  readonly milliseconds?: number;
  /**
   * What was merged since the last run of the same environments, oldest first: the commits of the branch itself, of which each is a
   * merge, a squashed change or a push. The last one is the run's own.
   */
  readonly merges?: readonly string[];
  /** Why it was allowed without a review. */
  readonly unreviewed?: string;
  /** How the queue of the branch stood when the run was begun. */
  readonly queue?: RecordedQueue;
}

/** What a run found on its branch: later runs look at the commits up to `through` again only for the environments that waited. */
export interface RecordedQueue {
  /** The newest commit of the branch, or the one with the tag. */
  readonly through: string;
  /** The branch whose queue it is. Absent in records of a version that knew one branch alone. */
  readonly branch?: string;
  /** The tag on the branch that was brought up. Such a run says nothing of what waits on the branch itself. */
  readonly tag?: string;
  /** Environments that were to be brought up to it, also those that the run was for. */
  readonly waiting: readonly string[];
}

/** Whether the chains of a record hold. */
export type Verification =
  | {
      readonly kind: "intact";
      readonly records: number;
      /** Records of versions that knew no chain: nothing shows whether they were changed. */
      readonly unlinked: number;
      /** Digest of the last record, by environment. Noted elsewhere, it shows later that no record before it was changed. */
      readonly ends: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "broken";
      /** The first record whose chain does not hold: its id, or its place where it cannot be read. */
      readonly record: string;
      readonly problem: string;
    };

/** A preview that was shown, a run that was made, what people were told of after a comparison, or corrections that were begun. */
export interface RecordedEvent extends RecordedCircumstances {
  readonly id: string;
  readonly kind: "preview" | "up" | "refresh" | "destroy" | "correct" | "notices" | "corrections";
  readonly at: string;
  readonly commit: string;
  readonly by?: string;
  /** `result` is `shown` for a preview, `told` or `noted` for notices, and `begun` or `resumed` for corrections. */
  readonly environments: readonly {
    readonly environment: string;
    readonly result: string;
    readonly counts: ChangeCounts;
    readonly problem?: string;
  }[];
  /** Its own digest in the chain; absent for records of versions that knew none. */
  readonly digest?: string;
}

/** What is on record, newest first. */
export interface RecordedHistory {
  readonly at: string;
  /** Absent for the record of all environments. */
  readonly environment?: string;
  readonly events: readonly RecordedEvent[];
  /** Whether there are older ones than those. */
  readonly more: boolean;
  /** Names of records that cannot be read. */
  readonly unreadable: readonly string[];
  /** Absent where the chains were not followed. */
  readonly verification?: Verification;
}

/** One run that changed a resource. */
export interface RecordedChange extends RecordedCircumstances {
  readonly layer: Layer;
  /** In the order in which they were carried out. */
  readonly ops: readonly string[];
  /** Paths of the properties that were set, changed or removed. */
  readonly paths: readonly string[];
  readonly run: {
    readonly id: string;
    readonly verb: "up" | "refresh" | "destroy" | "correct";
    readonly commit: string;
    readonly at: string;
    readonly by: string;
  };
  /** The preview that showed this plan last before the run; absent where none is on record. */
  readonly shownBy?: { readonly id: string; readonly commit: string; readonly at: string; readonly by?: string };
}

/** What made a resource what it is, from the record alone. */
export interface Explanation {
  readonly at: string;
  /** A URN, or the path of a manifest. */
  readonly resource: string;
  readonly environment: string;
  /** The last change. */
  readonly last: RecordedChange;
  /** Newest first. */
  readonly earlier: readonly RecordedChange[];
  /** Names of records that cannot be read: a later change may stand in one of them. */
  readonly unreadable: readonly string[];
}
