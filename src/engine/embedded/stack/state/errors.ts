import { GroundworkError } from "../../../../lib/index.ts";
import { describeOwner, type LockOwner } from "../../../errors.ts";

/** The resources of a state contradict each other. */
export class StateInconsistent extends GroundworkError {
  readonly code = "state-inconsistent";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly of: string; readonly problems: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `The state of ${data.of} contradicts itself:\n${data.problems.map((problem) => `  ${problem}`).join("\n")}\n` +
        "Nothing was changed. Export it with groundwork stack export, correct it, and import it again.",
      options,
    );
  }
}

/** The folder or a file of the state may not be read or written by this user. */
export class StateDenied extends GroundworkError {
  readonly code = "state-denied";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly path: string; readonly doing: "read" | "written" },
    options?: ErrorOptions,
  ) {
    super(
      `${data.path} may not be ${data.doing} by this user, and is as it was. ` +
        "Give the user access to the state folder, or name another one with PULUMI_BACKEND_URL=file://<folder>.",
      options,
    );
  }
}

/** What is named as the state folder cannot be one. */
export class BackendUnusable extends GroundworkError {
  readonly code = "backend-unusable";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly root: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.root} cannot be the state folder: ${data.problem}. Nothing was changed. ` +
        "Name a folder with PULUMI_BACKEND_URL=file://<folder>; it is created when it is not there.",
      options,
    );
  }
}

/** The state could not be written; the one before is intact. */
export class StateNotSaved extends GroundworkError {
  readonly code = "state-not-saved";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The state could not be written to ${data.file}: ${data.problem}. The state before is intact, and what was done since is not in it. ` +
        "Make room on the disk, then run the same command again: operations that were under way are recorded as pending.",
      options,
    );
  }
}

/** A run came to its end, but the history does not have it. Whether its state was saved is said by the run. */
export class HistoryNotRecorded extends GroundworkError {
  readonly code = "history-not-recorded";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly stack: string; readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The run of ${data.stack} has ended, and its entry in the history could not be written to ${data.file}: ${data.problem}. ` +
        "Mend that. There is nothing to repeat for the history: the next run is recorded again.",
      options,
    );
  }
}

/** The lock of a stack could not be written, so nothing was started. */
export class StackNotLockable extends GroundworkError {
  readonly code = "stack-not-lockable";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly stack: string; readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `Stack ${data.stack} cannot be locked, because ${data.file} cannot be written: ${data.problem}. Nothing was changed. ` +
        "Mend that and run the same command again.",
      options,
    );
  }
}

/** A run under a later lease has begun to change the stack, so an earlier one may not write its state any more. */
export class StateFenced extends GroundworkError {
  readonly code = "state-fenced";
  readonly kind = "failed";
  constructor(
    /** `fence` is the number of this run's lease, `standing` the one that stands beside the state. */
    readonly data: { readonly stack: string; readonly fence: number; readonly standing: number },
    options?: ErrorOptions,
  ) {
    super(
      `The state of ${data.stack} is not written, because a run whose lease has the number ${data.standing} has begun to change the stack, ` +
        `and this run's lease has the number ${data.fence}: it was taken meanwhile. Nothing was written over, and nothing more was started. ` +
        "What this run had done may be missing in the state: when no run changes the stack any more, compare it with the cloud: " +
        "groundwork refresh",
      options,
    );
  }
}

/** The lock under which this process is changing the stack was removed. */
export class StackLockLost extends GroundworkError {
  readonly code = "stack-lock-lost";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly stack: string; readonly owners: readonly LockOwner[] },
    options?: ErrorOptions,
  ) {
    super(
      `The lock of ${data.stack} was removed while this process was changing the stack` +
        (data.owners.length > 0 ? `, and ${data.owners.map(describeOwner).join(" and ")} holds it now. ` : ". ") +
        "Nothing more was started and nothing was written over: operations that were under way are recorded as pending. " +
        `When no other process changes the stack any more, compare it with the cloud: groundwork stack refresh --stack organization/${data.stack}`,
      options,
    );
  }
}
