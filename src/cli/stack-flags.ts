import { type Command, InvalidArgumentError, Option } from "commander";

export type OperationVerb = "preview" | "up" | "refresh" | "destroy";

/** The parsed flags of an operation. Names and meanings are the Pulumi CLI's. */
export interface OperationFlags {
  readonly stack?: string;
  readonly cwd?: string;
  readonly json?: boolean;
  readonly diff?: boolean;
  readonly yes?: boolean;
  readonly skipPreview?: boolean;
  readonly previewOnly?: boolean;
  readonly expectNoChanges?: boolean;
  /** Empty when `-r` stands in a group of letters such as `-ry`, which has no effect on whether to refresh. */
  readonly refresh?: boolean | "";
  readonly target: readonly string[];
  readonly targetDependents?: boolean;
  readonly exclude: readonly string[];
  readonly excludeDependents?: boolean;
  readonly replace: readonly string[];
  readonly targetReplace: readonly string[];
  readonly parallel?: number;
  readonly config: readonly string[];
  readonly configPath?: boolean;
  readonly configFile?: string;
  readonly color?: "always" | "never" | "auto";
  readonly message?: string;
  readonly continueOnError?: boolean;
  readonly showSames?: boolean;
  readonly showReads?: boolean;
  readonly suppressOutputs?: boolean;
  readonly suppressProgress?: boolean;
  readonly nonInteractive?: boolean;
  readonly clearPendingCreates?: boolean;
  readonly skipPendingCreates?: boolean;
  /** URN, id, URN, id … as the Pulumi CLI has it. */
  readonly importPendingCreates: readonly string[];
  readonly adopt?: boolean;
  readonly ignoreProtect?: boolean;
  readonly excludeProtected?: boolean;
  readonly runProgram?: boolean;
  readonly importFile?: string;
  readonly savePlan?: string;
  readonly plan?: string;
  readonly waitForLock?: boolean;
  readonly eventLog?: string;
  readonly verbose?: boolean;
  readonly providers?: "local" | "installed";
  readonly engine?: "embedded" | "automation";
}

interface FlagRow {
  readonly flags: string;
  readonly says: string;
  readonly verbs: readonly OperationVerb[];
  /** `list` may be given many times, `count` is a whole number above zero, `switch` may have `=true` or `=false`. */
  readonly kind?: "list" | "count" | "switch";
  readonly choices?: readonly string[];
}

const all: readonly OperationVerb[] = ["preview", "up", "refresh", "destroy"];
const changing: readonly OperationVerb[] = ["up", "refresh", "destroy"];
const running: readonly OperationVerb[] = ["preview", "up"];

const rows: readonly FlagRow[] = [
  { flags: "-s, --stack <name>", says: "stack to operate on: <stack> or organization/<project>/<stack>", verbs: all },
  { flags: "-C, --cwd <folder>", says: "folder that holds the program's Pulumi.yaml", verbs: all },
  { flags: "-y, --yes", says: "go on after the preview without asking", verbs: changing },
  { flags: "-f, --skip-preview", says: "do not preview first", verbs: changing },
  { flags: "--preview-only", says: "show what would happen, and stop", verbs: ["refresh", "destroy"] },
  { flags: "--diff", says: "show each property that differs", verbs: all },
  { flags: "-j, --json", says: "print the result as one JSON document; its shape is in docs/stack.md", verbs: all },
  { flags: "--expect-no-changes", says: "exit with 3 when something changes", verbs: ["preview", "up", "refresh"] },
  {
    flags: "-r, --refresh [boolean]",
    says: "read the cloud's state of every resource first; =false: not even where Pulumi.yaml says so",
    verbs: ["preview", "up", "destroy"],
    kind: "switch",
  },
  { flags: "-t, --target <urn>", says: "only this resource; wildcards * and **; repeatable", verbs: all, kind: "list" },
  { flags: "--target-dependents", says: "with --target, everything that depends on it too", verbs: all },
  { flags: "-x, --exclude <urn>", says: "all but this resource; wildcards; repeatable", verbs: all, kind: "list" },
  {
    flags: "--exclude-dependents",
    says: "with --exclude, not what depends on it either",
    verbs: ["preview", "up", "refresh"],
  },
  { flags: "--replace <urn>", says: "replace this resource; wildcards; repeatable", verbs: running, kind: "list" },
  { flags: "--target-replace <urn>", says: "short for --target and --replace", verbs: running, kind: "list" },
  { flags: "-p, --parallel <count>", says: "steps at once", verbs: all, kind: "count" },
  {
    flags: "-c, --config <key=value>",
    says: "set and keep a configuration value; repeatable",
    verbs: all,
    kind: "list",
  },
  { flags: "--config-path", says: "keys of --config are paths into objects and lists", verbs: all },
  { flags: "--config-file <file>", says: "take this file in place of Pulumi.<stack>.yaml", verbs: all },
  { flags: "-m, --message <text>", says: "note for the stack's history", verbs: all },
  { flags: "--continue-on-error", says: "do what does not depend on what failed", verbs: ["up", "destroy"] },
  {
    flags: "--clear-pending-creates",
    says: "forget creations of an earlier run whose result is unknown",
    verbs: ["refresh"],
  },
  {
    flags: "--skip-pending-creates",
    says: "leave such creations pending, which is what happens unless something else is said",
    verbs: ["refresh"],
  },
  {
    flags: "--import-pending-creates <urn-or-id>",
    says: "take over what such a creation made: its URN, and given once more its id; repeatable",
    verbs: ["refresh"],
    kind: "list",
  },
  {
    flags: "--adopt",
    says: "take over what such creations made, wherever its id follows from its inputs",
    verbs: ["refresh"],
  },
  {
    flags: "--ignore-protect",
    says: "replace and delete what is protected, too",
    verbs: ["preview", "up", "destroy"],
  },
  { flags: "--exclude-protected", says: "leave what is protected, and what that needs", verbs: ["destroy"] },
  { flags: "--run-program", says: "run the program for its providers, with --engine automation", verbs: all },
  {
    flags: "--import-file <file>",
    says: "write what would be created to this file, for pulumi import --file",
    verbs: ["preview"],
  },
  {
    flags: "--save-plan <file>",
    says: "save an update plan to this file, with --engine automation",
    verbs: ["preview"],
  },
  { flags: "--plan <file>", says: "take no step that this update plan lacks, with --engine automation", verbs: ["up"] },
  { flags: "--show-sames", says: "show resources that stay as they are, too", verbs: all },
  { flags: "--show-reads", says: "show resources that are only read, too", verbs: running },
  { flags: "--suppress-outputs", says: "do not show the stack's outputs", verbs: all },
  { flags: "--suppress-progress", says: "show only the result", verbs: all },
  {
    flags: "--color <when>",
    says: "always or never, in place of what the terminal and NO_COLOR say, or auto",
    verbs: all,
    choices: ["always", "never", "auto"],
  },
  { flags: "--non-interactive", says: "never ask, and print plain lines", verbs: all },
  { flags: "--wait, --wait-for-lock", says: "wait for a stack that another process is changing", verbs: changing },
  {
    flags: "--providers <which>",
    says: "local: the local cloud's where it has them; installed: executables on PATH",
    verbs: all,
    choices: ["local", "installed"],
  },
  {
    flags: "--engine <which>",
    says: "embedded: Groundwork's own, the default; automation: the Pulumi CLI of this machine",
    verbs: all,
    choices: ["embedded", "automation"],
  },
  { flags: "--event-log <file>", says: "write every engine event to this file, one JSON a line", verbs: all },
  {
    flags: "--verbose",
    says: "say which changes were made to the program's Pulumi SDK, or why none was",
    verbs: running,
  },
];

/** Adds the flags of `verb` to its command. */
export function withOperationFlags(command: Command, verb: OperationVerb): Command {
  for (const { flags, says, verbs, kind, choices } of rows) {
    if (!verbs.includes(verb)) continue;
    const option = new Option(flags, says);
    if (kind === "list") option.argParser<readonly string[]>((value, before) => [...(before ?? []), value]).default([]);
    if (choices) option.choices(choices);
    if (kind === "count") option.argParser(wholeNumber);
    if (kind === "switch") option.argParser(truth);
    // Commander would print the default of a list as `[]`.
    if (kind === "list") option.defaultValueDescription = "none";
    command.addOption(option);
  }
  return command;
}

/** The parsed flags; lists that the verb has no flag for are empty. */
export function completeFlags(given: Partial<OperationFlags>): OperationFlags {
  return { target: [], exclude: [], replace: [], targetReplace: [], config: [], importPendingCreates: [], ...given };
}

function wholeNumber(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("It has to be a whole number above zero.");
  return count;
}

/** Parses the value of a switch as the Pulumi CLI does. Empty in a group of letters such as `-ry`. */
function truth(text?: string): boolean | "" {
  if (text === undefined) return true;
  if (text === "") return "";
  if (/^(?:1|t|T|true|True|TRUE)$/u.test(text)) return true;
  if (/^(?:0|f|F|false|False|FALSE)$/u.test(text)) return false;
  throw new InvalidArgumentError("It has to be true or false.");
}
