import { GroundworkError, shellWord } from "../lib/index.ts";
import { didYouMean } from "../lib/nearest-name.ts";

/** Environments were named that are not there: neither a folder, nor anything that stands, has such a name. */
export class UnknownEnvironment extends GroundworkError {
  readonly code = "unknown-environment";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly unknown: readonly { readonly name: string; readonly nearest: string | undefined }[];
      readonly known: readonly string[];
      readonly where: "in this commit" | "in this folder";
    },
    options?: ErrorOptions,
  ) {
    const named = data.unknown.map(({ name, nearest }) => `${name}${didYouMean(nearest)}`).join(", ");
    const more = data.known.length > 12 ? ` and ${data.known.length - 12} more` : "";
    super(
      `There is no environment ${named} ${data.where}. ` +
        (data.known.length === 0
          ? "There are none yet; add one with: groundwork env new <name> --profile <profile>"
          : `Name one of ${data.known.slice(0, 12).join(", ")}${more}.`),
      options,
    );
  }
}

/** The stack of an environment that is still used by others is to be destroyed. */
export class StillNeeded extends GroundworkError {
  readonly code = "still-needed";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly name: string; readonly by: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.name} is used by ${data.by.join(", ")}. Destroy ${data.by.length === 1 ? "that one" : "those"} first, or together: ` +
        `groundwork destroy ${[data.name, ...data.by].map((name) => `--env ${name}`).join(" ")}`,
      options,
    );
  }
}

/** The forge has nothing of what a command needs. */
export class ForgeLacksPort extends GroundworkError {
  readonly code = "forge-lacks-port";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly forge: string; readonly port: string },
    options?: ErrorOptions,
  ) {
    super(`The forge ${data.forge} has no ${data.port}. Leave --forge out, or name another forge.`, options);
  }
}

/** On a plain Git server, nothing says which signatures are approvals. */
export class NoAllowedSigners extends GroundworkError {
  readonly code = "no-allowed-signers";
  readonly kind = "invalid";
  readonly data = {};
  constructor(options?: ErrorOptions) {
    super(
      "Without change requests a signed merge is the approval, and there is no list of those who may sign. Name a file with their " +
        "keys, outside of the checkout, in GROUNDWORK_ALLOWED_SIGNERS: a name and a public key a line, as ssh-keygen reads it.",
      options,
    );
  }
}

/** A commit is the head of more than one change request. */
export class SeveralChangeRequests extends GroundworkError {
  readonly code = "several-change-requests";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly commit: string; readonly numbers: readonly number[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.commit.slice(0, 7)} is the head of the change requests ${data.numbers.join(", ")}. ` +
        `Name one: groundwork preview --change-request ${data.numbers[0] ?? ""}`,
      options,
    );
  }
}

/** The clone lacks a commit that a change request is made of. */
export class ChangeRequestNotFetched extends GroundworkError {
  readonly code = "change-request-not-fetched";
  readonly kind = "unknown";
  constructor(
    readonly data: {
      readonly number: number;
      readonly commit: string;
      readonly what: string;
      readonly branch: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `This clone does not have ${data.commit.slice(0, 12)}, the ${data.what} of change request ${data.number}. ` +
        `Fetch it with its history, and ${data.branch}: git fetch origin ${shellWord(data.branch)} ${data.commit}`,
      options,
    );
  }
}

/** A preview is not shown where people look at a change, so it is not put on record as one that was. */
export class PreviewNotShown extends GroundworkError {
  readonly code = "preview-not-shown";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly commit: string; readonly because: string },
    options?: ErrorOptions,
  ) {
    super(
      `The preview of ${data.commit.slice(0, 7)} is not shown on the forge: ${data.because}. ` +
        "Preview the newest commit of an open change request again, or name the change request with --change-request.",
      options,
    );
  }
}

/** Parts of a preview were compared with a commit that the branch never had. */
export class BaseNotOnBranch extends GroundworkError {
  readonly code = "base-not-on-branch";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly part: string; readonly base: string; readonly branch: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.part} compares the change with ${JSON.stringify(data.base)}, which is no commit of ${data.branch} in this clone, ` +
        `or one from before the change left ${data.branch}. ` +
        `Fetch ${data.branch} with its history, or preview the change again.`,
      options,
    );
  }
}

/** The commit is none that the branch's merge queue tests. */
export class MergeGroupUnknown extends GroundworkError {
  readonly code = "merge-group-unknown";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly commit: string; readonly branch: string },
    options?: ErrorOptions,
  ) {
    super(
      `The merge queue of ${data.branch} does not test ${data.commit.slice(0, 7)}, or not any more, so its change requests are not known. ` +
        "Run this in the job of a merge queue, and add the change request to the queue again.",
      options,
    );
  }
}

/** A merge queue would land together what its change requests did not show. */
export class MergeGroupNotShown extends GroundworkError {
  readonly code = "merge-group-not-shown";
  readonly kind = "refused";
  /** Without the list. */
  readonly summary: string;
  /** The list, which says where it is cut. */
  readonly list: readonly string[];
  constructor(
    readonly data: {
      readonly commit: string;
      readonly numbers: readonly number[];
      /** One line each. */
      readonly unshown: readonly string[];
      /** How many lines more. */
      readonly more: number;
    },
    options?: ErrorOptions,
  ) {
    const { commit, numbers, unshown, more } = data;
    const named = numbers.length === 1 ? `change request ${numbers[0]}` : `the change requests ${numbers.join(", ")}`;
    const summary = `Merging ${named} as ${commit.slice(0, 7)} would do what was not shown.`;
    const list = [...unshown, ...(more > 0 ? [`and ${more} more`] : [])];
    const lines = list.map((each) => `\n  ${each}`).join("");
    super(
      `${summary}${lines}\nPreview the change on the newest commit of its branch, and add it to the queue again.`,
      options,
    );
    this.summary = summary;
    this.list = list;
  }
}
