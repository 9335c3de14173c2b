import type { CorrectedDifference } from "../corrected.ts";
import type { Layer } from "../layer.ts";
import type { StepOp } from "../plan.ts";
import type { RecordedApproval, RecordedChangeRequest, Verification } from "../recorded.ts";
import type { ChangeCounts } from "../summary.ts";

/** Who wrote a commit, or made it. */
export interface CommitPerson {
  readonly name: string;
  readonly email: string;
}

/** A merge, a squashed change or a push to the branch, as Git has it. */
export interface AuditedCommit {
  readonly id: string;
  readonly author: CommitPerson;
  /** The forge, where it merged a change request itself. */
  readonly committer: CommitPerson;
  /** First line of its message. */
  readonly subject: string;
  /** When it was made, in ISO 8601. */
  readonly at: string;
  /** The change request whose preview is on record for the same commit or the same files. */
  readonly changeRequest?: RecordedChangeRequest;
  /** Those that the record of this preview names. */
  readonly approvals?: readonly RecordedApproval[];
}

/** A commit that a record names and the clone does not have: the branch was rewritten, or the record is of another repository. */
export interface CommitNotInClone {
  readonly id: string;
  readonly problem: string;
}

/** What was done to one resource. */
export interface AuditedStep {
  /** A URN, or the path of a manifest. */
  readonly urn: string;
  readonly op: StepOp;
  /** Paths of the properties that were set, changed or removed, sorted: no value, and no digest of one. */
  readonly paths: readonly string[];
}

/** What a run did to one layer. */
export interface AuditedLayer {
  readonly layer: Layer;
  /** How it ended: `applied`, `unchanged`, `failed` … */
  readonly kind: string;
  /** When it ended, in ISO 8601. */
  readonly at: string;
  readonly counts: ChangeCounts;
  /** What was carried out, in that order. */
  readonly steps: readonly AuditedStep[];
  readonly problem?: string;
}

/** What one run did to one environment. */
export interface AuditedRun {
  /** Id of its record. */
  readonly record: string;
  /** Place of the record among all; absent in records of versions that knew none. */
  readonly number?: number;
  /** Digest of the record in the chain; absent as well. */
  readonly digest?: string;
  readonly environment: string;
  readonly verb: "up" | "refresh" | "destroy" | "correct";
  /** When the run ended, in ISO 8601. */
  readonly at: string;
  /** The person or the pipeline that ran it. */
  readonly by: string;
  readonly commit: string;
  /** Of a `correct`: what had been changed outside, by whom, with the fingerprint of the finding. */
  readonly corrected?: readonly CorrectedDifference[];
  /** What the run brought up, oldest first: at least its own commit. Empty of a `correct`, which brings up nothing. */
  readonly merges: readonly (AuditedCommit | CommitNotInClone)[];
  readonly changeRequest?: RecordedChangeRequest;
  /** Those that counted for the run, each with the commit that was approved. */
  readonly approvals: readonly RecordedApproval[];
  /** Why it was allowed without a review. */
  readonly unreviewed?: string;
  /** `succeeded`, `failed`, `cancelled`, `refused` or `not-started`. */
  readonly result: string;
  readonly problem?: string;
  /** Over all layers. */
  readonly counts: ChangeCounts;
  readonly layers: readonly AuditedLayer[];
  readonly milliseconds: number;
}

/** A `correct` that was begun in one environment, and of whose end no record says anything. */
export interface UnfinishedCorrection {
  /** Id of the record that says that it begins. */
  readonly record: string;
  /** Place of the record among all. */
  readonly number?: number;
  /** Digest of the record in the chain. */
  readonly digest?: string;
  readonly environment: string;
  /** When it was begun, in ISO 8601. */
  readonly at: string;
  /** The person or the pipeline that ran it. */
  readonly by: string;
  readonly commit: string;
  /** What it was to update back. How much of that was done is not known. */
  readonly corrected: readonly CorrectedDifference[];
}

/** A commit of the branch that changes environments and that no run on record has brought up to all of them. */
export interface UnappliedMerge extends AuditedCommit {
  /** Names of those that no run on record has brought to it, sorted. */
  readonly environments: readonly string[];
}

/** Who changed what, when, approved by whom and with what effect. */
export interface Audit {
  /** When it was asked, in ISO 8601. */
  readonly at: string;
  /** Runs and merges from then on, in ISO 8601. Absent: from the first one. */
  readonly since?: string;
  /** Runs and merges before then, in ISO 8601. Absent: to the last one. */
  readonly until?: string;
  /** The names that were asked for. Absent: all environments. */
  readonly environments?: readonly string[];
  /** The branch whose commits were looked at, as the clone has it. */
  readonly branch: { readonly name: string; readonly commit: string };
  /** Newest record first; the environments of one run by their names. */
  readonly runs: readonly AuditedRun[];
  /** In the order of {@link runs}: those that were cut off, that still run, or whose end could not be recorded. */
  readonly unfinished: readonly UnfinishedCorrection[];
  /** Newest first. */
  readonly unapplied: readonly UnappliedMerge[];
  /** Every record that is lost or cannot be read, of any time: each may be of any run. */
  readonly lost: readonly string[];
  readonly verification: Verification;
}

/** Whether the record holds everything that it ever did: otherwise a run may be missing from the audit. */
export function isWholeAudit({ lost, verification }: Pick<Audit, "lost" | "verification">): boolean {
  return lost.length === 0 && verification.kind === "intact";
}

export function isInClone(commit: AuditedCommit | CommitNotInClone): commit is AuditedCommit {
  return !("problem" in commit);
}
