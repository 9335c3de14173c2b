import { readFileSync } from "node:fs";
import path from "node:path";
import { stackCommand } from "../../src/cli/stack.ts";
import { projectRoot } from "../../src/lib/index.ts";

/** `groundwork stack <command>` and what the Pulumi CLI calls the same. */
export const commands: Readonly<Record<string, readonly string[]>> = {
  preview: ["preview"],
  up: ["up"],
  refresh: ["refresh"],
  destroy: ["destroy"],
  outputs: ["stack", "output"],
  export: ["stack", "export"],
  import: ["stack", "import"],
  ls: ["stack", "ls"],
  history: ["stack", "history"],
  cancel: ["cancel"],
};

/** Flags that the Pulumi CLI does not have, and one that its help does not show. */
export const ownFlags: ReadonlySet<string> = new Set([
  "--adopt",
  "--engine",
  "--event-log",
  "--json",
  "--plan",
  "--providers",
  "--wait-for-lock",
]);

/** Long flags of `groundwork stack <command>`. */
export function flagsOf(command: string): ReadonlySet<string> {
  const group = stackCommand({} as never)({} as never, () => undefined);
  const found = group.commands.find((each) => each.name() === command);
  return new Set(found?.options.flatMap(({ long }) => long ?? []));
}

export interface MissingFlag {
  readonly flag: string;
  readonly commands: readonly string[];
  readonly reason: string;
}

/** The list of `docs/stack.md`; `all` stands for every command. */
export function missingFlags(): readonly MissingFlag[] {
  const text = readFileSync(path.join(projectRoot(), "docs", "stack.md"), "utf8");
  return [...text.matchAll(/^\| `(--[\w-]+)` +\| ([\w, ]+?) +\| (.+?) +\|$/gmu)].map(
    ([, flag = "", listed = "", reason = ""]) => ({
      flag,
      commands: listed === "all" ? Object.keys(commands) : listed.split(", "),
      reason,
    }),
  );
}

/** Long flags in a help of the Pulumi CLI. */
export function flagsInHelp(help: string): ReadonlySet<string> {
  const flags = [...help.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gmu)].map(([, flag = ""]) => flag);
  return new Set(flags.filter((flag) => flag !== "--help"));
}
