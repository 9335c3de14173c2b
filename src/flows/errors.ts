import { type NotReached, resourceNameOf, takenFrom } from "../change/index.ts";
import { counted, GroundworkError, shellWord } from "../lib/index.ts";
import { didYouMean } from "../lib/nearest-name.ts";
import { promotionPath } from "../promotion/index.ts";
import type { Arrival } from "./ports.ts";

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

/** Commits are to be brought up in environments that take them from other branches, or by other tags. */
export class EnvironmentNotReached extends GroundworkError {
  readonly code = "environment-not-reached";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly environments: readonly NotReached[];
      readonly arrival?: Arrival;
      readonly verb?: "destroy";
    },
    options?: ErrorOptions,
  ) {
    const { environments, arrival, verb } = data;
    const each = environments.map((into) => `${into.name} (${takenFrom(into)})`).join(", ");
    const { here, remedy: ofUp } = whatCame(environments, arrival);
    const remedy = verb === undefined ? ofUp : "Check such a branch out, and destroy them from there.";
    super(`${promotionPath} of the protected branch says what reaches ${each}, and ${here}. ${remedy}`, options);
  }
}

function whatCame(environments: readonly NotReached[], arrival: Arrival | undefined) {
  const byTag = environments.some(({ tags }) => tags !== undefined);
  if (arrival?.as === "tag")
    return {
      here: `this is the tag ${arrival.tag} on ${arrival.branch}`,
      remedy: byTag
        ? "Put a tag that reaches them on a commit of the protected branch, and bring that up."
        : "Bring such a branch up, or give them an entry with tags there.",
    };
  if (arrival?.branch === undefined)
    return {
      here: "which branch this checkout is of is not known",
      remedy: "Check the branch out, name it beside a forge with --branch, or name a tag with --tag.",
    };
  return {
    here: `these commits are of ${arrival.branch}`,
    remedy: byTag
      ? "Bring such a branch up, or put such a tag on a commit of the protected branch and bring that up with --tag."
      : "Merge the change into such a branch, and bring that up.",
  };
}

const lackingTag = {
  either: "Name one that is there, without anything before or after its name.",
  forge: "Push it with: git push origin",
  clone: "Put it on a commit. Where it was put elsewhere, fetch it with: git fetch --force origin",
} as const;

/** A tag was named that is not there, or stands on no commit. */
export class NoSuchTag extends GroundworkError {
  readonly code = "no-such-tag";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly tag: string; readonly in: keyof typeof lackingTag },
    options?: ErrorOptions,
  ) {
    const { tag, in: where } = data;
    const reference = where === "either" ? "" : ` ${shellWord(`refs/tags/${tag}`)}`;
    const place = { either: "", forge: " at the forge", clone: " on a commit of this clone" }[where];
    super(`There is no tag ${tag}${place}. ${lackingTag[where]}${reference}`, options);
  }
}

/** No entry of the promotion file lets a tag reach an environment: brought up, it would do nothing, and look like success. */
export class TagReachesNothing extends GroundworkError {
  readonly code = "tag-reaches-nothing";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly tag: string; readonly tags: readonly string[] },
    options?: ErrorOptions,
  ) {
    const { tag, tags } = data;
    const known = tags.length === 0 ? "names no tags" : `takes ${tags.join(", ")}`;
    super(
      `No environment takes the tag ${tag}: ${promotionPath} of the protected branch ${known}. ` +
        "Put a tag that fits on the commit, or add this one to an entry of refs there.",
      options,
    );
  }
}

/** A tag stands on a commit that the branch itself never stood at. */
export class TagNotOnBranch extends GroundworkError {
  readonly code = "tag-not-on-branch";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly tag: string; readonly commit: string; readonly branch: string },
    options?: ErrorOptions,
  ) {
    super(
      `The tag ${data.tag} stands on ${data.commit.slice(0, 12)}, which is no commit of ${data.branch} itself, so nothing says that ` +
        `it was shown and approved. Merge it into ${data.branch}, and put a tag on that merge.`,
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

/** Something of an environment is protected, which keeps all of it: half an environment is of no use. */
export class EnvironmentProtected extends GroundworkError {
  readonly code = "environment-protected";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly name: string; readonly urns: readonly string[]; readonly isDeclared: boolean },
    options?: ErrorOptions,
  ) {
    const { name, urns, isDeclared } = data;
    const [first = "", ...others] = urns;
    const { type, name: resource } = resourceNameOf(first);
    const more = others.length > 0 ? ` and ${counted(others.length, "other resource")} are` : " is";
    const back = isDeclared ? "" : "bring its folder back with a revert of the commit that removed it, ";
    super(
      `${name} is kept: ${type} ${resource}${more} protected, and nothing was deleted. ` +
        `To let it go, ${back}take \`protect\` off in its declaration, bring that up, and destroy it then.`,
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

/** The file that says in which order changes reach environments is wrong. */
export class InvalidPromotion extends GroundworkError {
  readonly code = "invalid-promotion";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly file: string;
      /** One line each, with the place. */
      readonly issues: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    const issues = data.issues.map((issue) => `\n  ${issue}`).join("");
    super(`${data.file} is wrong, so that it is not known what may be brought up. Mend it:${issues}`, options);
  }
}

/** Nothing tells whether a change comes from outside, and no sandbox is at hand for its program. */
export class ChangeNotIdentified extends GroundworkError {
  readonly code = "change-not-identified";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly commit: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `Whether ${data.commit.slice(0, 7)} comes from outside is not known: ${data.problem}. Its program is not run without confinement. ` +
        "Preview it again when the forge answers, with the change request's number, or on a branch of yours.",
      options,
    );
  }
}

/** The promotion file before a change is wrong for the environments as the change has them, and was right before. */
export class ChangeBreaksPromotion extends GroundworkError {
  readonly code = "change-breaks-promotion";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly file: string;
      /** One line each, with the place in the file before the change. */
      readonly issues: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    const issues = data.issues.map((issue) => `\n  ${issue}`).join("");
    super(
      `The change is held to ${data.file} as it was before, and makes that wrong. Take back what does it, or change the file first, in a change ` +
        `of its own:${issues}`,
      options,
    );
  }
}

/** The author of the change request may not write to the repository, and no sandbox is at hand for its program. */
export class ChangeFromOutside extends GroundworkError {
  readonly code = "change-from-outside";
  readonly kind = "refused";
  constructor(readonly data: { readonly number: number }) {
    super(
      `Change request ${data.number} comes from outside, and its program is not run without confinement. ` +
        "A maintainer who has read it can push it to a branch of the repository, which is previewed in full.",
    );
  }
}
