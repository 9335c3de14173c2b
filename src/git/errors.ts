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
