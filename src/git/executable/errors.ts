import { GroundworkError } from "../../lib/index.ts";

/** There is no `git` on PATH. */
export class GitNotInstalled extends GroundworkError {
  readonly code = "git-not-installed";
  readonly kind = "refused";
  readonly data = {};
  constructor(options?: ErrorOptions) {
    super("No git was found on PATH. Install it, for example with: apt-get install git", options);
  }
}

/** A `git` command ended with an error. */
export class GitCommandFailed extends GroundworkError {
  readonly code = "git-command-failed";
  readonly kind = "failed";
  constructor(
    readonly data: {
      readonly command: string;
      readonly exitCode: number;
      readonly words: string;
      /** The start of its standard output, where some commands say what they did not do. */
      readonly printed: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `git ${data.command} ended with ${data.exitCode}: ${data.words || "it said nothing"}. Mend what Git names, then try again.`,
      options,
    );
  }
}

/** A shallow clone does not hold the history between its commit and the one that clusters follow. */
export class HistoryCutOff extends GroundworkError {
  readonly code = "history-cut-off";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly commit: string; readonly followed: string; readonly branch: string },
    options?: ErrorOptions,
  ) {
    super(
      `This shallow clone does not tell whether ${data.commit.slice(0, 7)} comes after ${data.followed.slice(0, 7)}, where ` +
        `the clusters that follow ${data.branch} stand. Nothing was started. Fetch the history with: ` +
        "git fetch --unshallow origin  (in GitHub Actions: actions/checkout with fetch-depth: 0)",
      options,
    );
  }
}

/** A commit could not be handed to the repository that clusters on this machine follow. */
export class NotPublished extends GroundworkError {
  readonly code = "not-published";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly commit: string; readonly branch: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.commit.slice(0, 7)} could not be handed to the local Git host as ${data.branch}: ${data.problem}. ` +
        "When that is mended, run up again.",
      options,
    );
  }
}
