import type { StackName, UntypedDeployment } from "../../../engine.ts";
import type { LockOwner } from "../../../errors.ts";
import type { Snapshot } from "./snapshot.ts";
import type { ReadOutputs } from "./stack-outputs.ts";

export interface LockRequest {
  /** Ends the waiting for a lock that another process holds. */
  readonly signal?: AbortSignal;
  /** Receives one line of text for people: whose lock was taken over because its process is gone, or who is waited for. */
  readonly onNotice?: (line: string) => void;
}

export interface StackLock {
  /** Repeatable. */
  release(): Promise<void>;
}

export type UpdateKind = "update" | "preview" | "refresh" | "destroy" | "import";

/** Where a run comes from, for the stack's history. */
export interface RunOrigin {
  /** Note for a run that has none of its own. */
  readonly message?: string;
  /** In the Pulumi CLI's words: `git.head`, `vcs.repo`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One entry of a stack's history, with the names of Pulumi's `UpdateInfo`. */
export interface UpdateRecord {
  readonly kind: UpdateKind;
  /** Seconds since 1970. */
  readonly startTime: number;
  readonly message: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Configuration of the run as its files have it; a secret stands as ciphertext. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly result: "succeeded" | "failed" | "in-progress";
  /** Seconds since 1970. */
  readonly endTime: number;
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

export interface StackSummary {
  readonly stack: StackName;
  /** Time of the last change of its state, absent for a stack that was never brought up. */
  readonly lastUpdate?: Date;
  readonly resourceCount: number;
}

/**
 * Where stacks keep what they consist of.
 *
 * Nothing is ever half written: a save either replaces the whole state or leaves the old one.
 */
export interface StateStore {
  /**
   * Begins to read a stack's state, and to derive its key when it is going to be locked, before {@link load} or {@link lock}
   * asks for them.
   *
   * Never rejects: {@link load} and {@link lock} report what is wrong.
   */
  prefetch(stack: StackName, locked?: "locked"): Promise<void>;
  /**
   * The state of a stack, secrets decrypted; `undefined` when it has none yet.
   *
   * @throws {StateUnreadable} for a file that is truncated or no checkpoint; it is left as it is.
   * @throws {StateTooNew} for a version or a feature that this engine does not know.
   * @throws {WrongPassphrase}, {@link MissingPassphrase} when there are secrets that cannot be decrypted.
   */
  load(stack: StackName): Promise<Snapshot | undefined>;
  /**
   * The stack's own outputs alone, for others that refer to it; `undefined` when there is no such stack.
   *
   * @throws {MissingPassphrase} when there are secrets among them; {@link StateUnreadable}, {@link StateTooNew}.
   */
  loadOutputs(stack: StackName): Promise<ReadOutputs | undefined>;
  /**
   * Secrets encrypted; the previous state stays as backup.
   *
   * @throws {StateNotSaved} with the old state intact.
   * @throws {StackLockLost} when this store took the stack's lock and it was removed since. Nothing is written over.
   * @throws {StateFenced} when a run under a later lease has begun to change the stack. Nothing is written over.
   */
  save(stack: StackName, snapshot: Snapshot): Promise<void>;
  /**
   * Keeps other processes, the Pulumi CLI's included, from changing the stack, and makes sure that it could be saved.
   *
   * The lock of a process that no longer runs is taken over, and what it left half written is removed.
   *
   * @throws {StackLocked} naming the owner.
   * @throws {StateFenced} when a run under a later lease than this store's has changed the stack.
   * @throws {StackNotLockable} when there is no room for the lock.
   * @throws {WrongPassphrase}, {@link MissingPassphrase} before anything is changed.
   */
  lock(stack: StackName, request?: LockRequest): Promise<StackLock>;
  /** Adds an entry to the history, with a copy of the state as it is now. @throws {HistoryNotRecorded}, {@link StackLockLost}, {@link StateFenced} */
  recordHistory(stack: StackName, update: UpdateRecord): Promise<void>;
  /** Newest first. */
  history(stack: StackName): Promise<readonly UpdateRecord[]>;
  /** Stacks of a project, or of all projects. */
  list(project?: string): Promise<readonly StackSummary[]>;
  /** The deployment as it stands in the state file, secrets encrypted unless they are to be shown. */
  exportDeployment(stack: StackName, options?: { readonly showSecrets?: boolean }): Promise<UntypedDeployment>;
  /** Replaces the state, under the stack's lock. @throws {DeploymentRejected} when it is none, or of another stack. */
  importDeployment(stack: StackName, deployment: UntypedDeployment): Promise<void>;
  /** The owners of the stack's locks. */
  lockOwners(stack: StackName): Promise<readonly LockOwner[]>;
  /** Removes every lock of the stack. @returns the owners that they had. */
  cancel(stack: StackName): Promise<readonly LockOwner[]>;
}
