import { GroundworkError, shellWord } from "../../lib/index.ts";

/** Nothing on record says what an environment stood at before. */
export class NothingBefore extends GroundworkError {
  readonly code = "nothing-before";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly environment: string; readonly branch: string },
    options?: ErrorOptions,
  ) {
    super(
      `The record has no earlier commit of ${data.branch} that ${data.environment} was brought up to and that declares it otherwise. ` +
        `Look for one with git log, and name it: groundwork rollback ${data.environment} --to <commit>`,
      options,
    );
  }
}

/** Records are lost that may say what an environment stood at before. */
export class StoodAtUnknown extends GroundworkError {
  readonly code = "stood-at-unknown";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly environment: string; readonly lost: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `What ${data.environment} stood at before is not known: ${data.lost.slice(0, 3).join(", ")} cannot be read, and may be of a run of it. ` +
        `Name the commit to go back to: groundwork rollback ${data.environment} --to <commit>`,
      options,
    );
  }
}

/** The commit to go back to is none of the branch. */
export class RollbackNotOnBranch extends GroundworkError {
  readonly code = "rollback-not-on-branch";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly commit: string; readonly branch: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.commit.slice(0, 7)} is not in the history of ${data.branch}, so no merge has brought it there. ` +
        `Name a commit of git log --first-parent ${shellWord(data.branch)}, or open a change request with that one by hand.`,
      options,
    );
  }
}

/** The environment had no folder at the commit to go back to. */
export class NotDeclaredThen extends GroundworkError {
  readonly code = "not-declared-then";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly environment: string; readonly commit: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.commit.slice(0, 7)} declares no environment ${data.environment}: going back to it would remove its folder. ` +
        `Name a later commit. To remove the environment, remove environments/${data.environment} with a change request.`,
      options,
    );
  }
}

/** Files of the checkout are not committed, and a person may take them for a part of the rollback. */
export class RollbackUncommitted extends GroundworkError {
  readonly code = "rollback-uncommitted";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly paths: readonly string[] },
    options?: ErrorOptions,
  ) {
    const more = data.paths.length > 5 ? ` and ${data.paths.length - 5} more` : "";
    const [are, them] = data.paths.length === 1 ? ["is", "it"] : ["are", "them"];
    super(
      `${data.paths.slice(0, 5).join(", ")}${more} of this checkout ${are} not committed, and would be no part of the rollback. ` +
        `Commit ${them} on a branch, or put ${them} aside with: git stash --include-untracked`,
      options,
    );
  }
}

/** A branch with the name of the rollback holds something else. */
export class RollbackBranchTaken extends GroundworkError {
  readonly code = "rollback-branch-taken";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly branch: string; readonly commit: string | undefined; readonly where: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.branch} ${data.where} is at ${data.commit?.slice(0, 7) ?? "another commit"}, which is no rollback to this commit from the newest one. ` +
        "Merge or close its change request, delete the branch, and run the command again.",
      options,
    );
  }
}

/** The clone names no person, so that the forge could not tell who made the rollback and whose approval of it counts. */
export class RollbackAuthorUnknown extends GroundworkError {
  readonly code = "rollback-author-unknown";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly forge: string },
    options?: ErrorOptions,
  ) {
    super(
      `This clone does not say who makes the rollback, so ${data.forge} could not tell which approvals of it are by others. ` +
        "Name a person with an address that the forge knows: git config user.name <name> && git config user.email <address>",
      options,
    );
  }
}
