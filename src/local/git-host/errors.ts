import { GroundworkError } from "../../lib/index.ts";

/** There is no `git` to serve repositories with. */
export class GitMissing extends GroundworkError {
  readonly code = "git-missing";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly searchPath: string },
    options?: ErrorOptions,
  ) {
    super(`No git was found in ${data.searchPath}. Install it, for example with: apt-get install git`, options);
  }
}

/** A `git` command of ours ended with an error. */
export class GitFailed extends GroundworkError {
  readonly code = "git-failed";
  readonly kind = "failed";
  constructor(readonly data: { readonly args: readonly string[]; readonly exitCode: number; readonly words: string }) {
    super(`git ${data.args.join(" ")} ended with ${data.exitCode}: ${data.words.trim() || "it said nothing"}`);
  }
}

/** The folder whose repositories were to be served is not there. */
export class NotAGitFolder extends GroundworkError {
  readonly code = "not-a-git-folder";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(`${data.folder} is no folder that repositories can be served from. Create it first.`, options);
  }
}
