import { GroundworkError } from "../lib/index.ts";

/** No Git repository is at a folder or above it. */
export class NotARepository extends GroundworkError {
  readonly code = "not-a-repository";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.folder} is not inside a Git repository. Change into a clone of one, or start one with: git init`,
      options,
    );
  }
}

/** A bare repository, and Git's own folder in a clone, have no files to run and no place for the driver's own. */
export class NoCheckout extends GroundworkError {
  readonly code = "no-checkout";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.folder} has no checked out files: it is a bare repository, or in Git's own folder of a clone. ` +
        "Change into the folder of the clone, or make one with: git clone",
      options,
    );
  }
}

/** The branch exists in name only: nothing was committed yet. */
export class NoCommits extends GroundworkError {
  readonly code = "no-commits";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string; readonly branch: string | undefined },
    options?: ErrorOptions,
  ) {
    super(
      `The repository at ${data.folder} has no commit${data.branch ? ` on ${data.branch}` : ""} yet, so there is nothing to compare. ` +
        "Commit the environments first: git add . && git commit",
      options,
    );
  }
}

/** A revision that names no commit of this clone. */
export class UnknownRevision extends GroundworkError {
  readonly code = "unknown-revision";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly revision: string; readonly known: readonly string[]; readonly shallow: boolean },
    options?: ErrorOptions,
  ) {
    super(
      `${data.revision} is no commit, branch or tag of this clone.` +
        (data.known.length > 0 ? ` It has ${data.known.join(", ")}.` : "") +
        ` Fetch it with: git fetch ${data.shallow ? "--unshallow " : ""}origin`,
      options,
    );
  }
}

/** A shallow clone ends before a commit that is needed. */
export class MissingHistory extends GroundworkError {
  readonly code = "missing-history";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly commit: string; readonly shallow: boolean; readonly need: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.need} is not in this ${data.shallow ? "shallow " : ""}clone (looking for ${data.commit}). ` +
        `Fetch the history with: git fetch ${data.shallow ? "--unshallow " : ""}origin` +
        (data.shallow ? "  (in GitHub Actions: actions/checkout with fetch-depth: 0)" : ""),
      options,
    );
  }
}

/** Two commits that share no ancestor. */
export class UnrelatedHistories extends GroundworkError {
  readonly code = "unrelated-histories";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly one: string; readonly other: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.one} and ${data.other} have no common ancestor, so there is no base to compare with. ` +
        "Name the commit to compare with: --base REV",
      options,
    );
  }
}

/** Two commits change the same places, so that a person has to say what merging them gives. */
export class MergeConflict extends GroundworkError {
  readonly code = "merge-conflict";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly target: string; readonly topic: string; readonly paths: readonly string[] },
    options?: ErrorOptions,
  ) {
    const { target, topic, paths } = data;
    const more = paths.length > shownPaths ? ` and ${paths.length - shownPaths} more` : "";
    super(
      `${topic.slice(0, 7)} cannot be merged into ${target.slice(0, 7)}, so what merging it would do is not known: both change ` +
        `${paths.slice(0, shownPaths).join(", ")}${more}. Settle it on the branch: git merge ${target.slice(0, 7)}`,
      options,
    );
  }
}

const shownPaths = 10;

/** What merging two commits gives cannot be found out on this machine. */
export class MergeNotPossible extends GroundworkError {
  readonly code = "merge-not-possible";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly target: string; readonly topic: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    const { target, topic, problem } = data;
    super(
      `What merging ${topic.slice(0, 7)} into ${target.slice(0, 7)} would give is not known: ${problem}. Install git 2.38 or ` +
        `newer, or bring the branch up to date first: git merge ${target.slice(0, 7)}`,
      options,
    );
  }
}

/** A repository in a format that the adapter cannot read. */
export class UnsupportedRepository extends GroundworkError {
  readonly code = "unsupported-repository";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string; readonly feature: string; readonly remedy: string },
    options?: ErrorOptions,
  ) {
    super(`The repository at ${data.folder} uses ${data.feature}, which cannot be read here. ${data.remedy}`, options);
  }
}

/** An object that a commit refers to is not in the clone, or its bytes are damaged. */
export class MissingObject extends GroundworkError {
  readonly code = "missing-object";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly id: string; readonly what: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.what} (${data.id}) cannot be read from this clone: ${data.problem}. ` +
        "Check it with: git fsck; a partial clone is completed by: git fetch --refetch --no-filter origin",
      options,
    );
  }
}
