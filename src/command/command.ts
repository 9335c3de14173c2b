/** The words that may stand behind `/groundwork`, in the order in which help lists them. */
export const commandVerbs = ["preview", "up", "approve", "unlock", "destroy", "help"] as const;

export type CommandVerb = (typeof commandVerbs)[number];

/** What a person asked for in a comment. */
export interface Command {
  readonly verb: CommandVerb;
  /** Each named once, in the order in which they were written. Empty: all that the change request is about, where the verb allows it. */
  readonly environments: readonly string[];
  /** The commit that the person has looked at, as hexadecimal digits in lower case: whole, or cut. */
  readonly commit?: string;
}

/** What is wrong with a line that begins like a command. */
export interface CommandProblem {
  readonly code:
    | "unknown-command"
    | "unknown-argument"
    | "no-such-name"
    | "no-such-commit"
    | "argument-missing"
    | "argument-too-much"
    | "comment-too-long"
    | "too-many-commands";
  /** A sentence. What the comment says stands in it cut and without control characters. */
  readonly message: string;
}

/** A line of a comment that begins with `/groundwork`. */
export type SaidCommand =
  /** The command as it is written in messages, its arguments in one order. */
  | { readonly kind: "command"; readonly command: Command; readonly text: string }
  | { readonly kind: "problem"; readonly problem: CommandProblem };

/** What each verb takes, and what it does: as help says it. */
export interface CommandUsage {
  readonly usage: string;
  readonly does: string;
  /** How many environments it may name. */
  readonly names: { readonly least: number; readonly most: number };
  readonly takesCommit: boolean;
}

/** Environments that one command may name. */
const mostNames = 20;

export const commandUsages: Readonly<Record<CommandVerb, CommandUsage>> = {
  preview: {
    usage: "/groundwork preview [--commit <commit>]",
    does: "previews the newest commit of an open change request again",
    names: { least: 0, most: 0 },
    takesCommit: true,
  },
  up: {
    usage: "/groundwork up [--env <environment>]…",
    does: "brings up what a merged change request showed, again",
    names: { least: 0, most: mostNames },
    takesCommit: false,
  },
  approve: {
    usage: "/groundwork approve",
    does: "approves nothing: approve with a review of the forge, which names the commit",
    names: { least: 0, most: 0 },
    takesCommit: false,
  },
  unlock: {
    usage: "/groundwork unlock <environment>…",
    does: "takes an environment from a run that was cut off, and from none that lives",
    names: { least: 1, most: mostNames },
    takesCommit: false,
  },
  destroy: {
    usage: "/groundwork destroy <environment>",
    does: "destroys an environment whose folder a merged change request has removed",
    names: { least: 1, most: 1 },
    takesCommit: false,
  },
  help: { usage: "/groundwork help", does: "lists the commands", names: { least: 0, most: 0 }, takesCommit: false },
};

/** A command as messages write it. Two that do the same are written alike. */
export function commandText({ verb, environments, commit }: Command): string {
  const names = environments.map((name) => (verb === "up" ? `--env ${name}` : name));
  return ["/groundwork", verb, ...names, ...(commit === undefined ? [] : [`--commit ${commit}`])].join(" ");
}
