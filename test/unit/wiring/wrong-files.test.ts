import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { everyCommand, runCommandLine } from "../../../src/cli/index.ts";
import { driverHost } from "../../../src/wiring/driver-host.ts";
import { stackHost } from "../../../src/wiring/stack-host.ts";
import { profile } from "../../fakes/driver/driver-world.ts";
import { type CommandLine, everyCommandLine, quietTerminal, wiringOf } from "../cli/command-lines.ts";

/** Files of a repository in which all is well. */
const sound = {
  "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: index.js\n",
  "index.js": "",
  ".gitignore": "node_modules\n",
  "environments/_profiles/small.yaml": profile(),
  "environments/dev/environment.yaml":
    "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\n",
} as const;

/** What is put in place of a file, and the line of it that is wrong. */
const wrong = {
  environment: {
    file: "environments/dev/environment.yaml",
    text: `${sound["environments/dev/environment.yaml"]}spec:\n  nope: 1\n`,
    line: 5,
  },
  profile: { file: "environments/_profiles/small.yaml", text: `${profile()}  nope: 1\n`, line: 5 },
  project: { file: "Pulumi.yaml", text: `${sound["Pulumi.yaml"]}runtime: python\n`, line: 4 },
  manifest: { file: "package.json", text: "[]\n", line: 1 },
  notifications: {
    file: "environments/notifications.yaml",
    text: "apiVersion: groundwork.dev/v1\nkind: Notifications\nspec:\n  nope: 1\n",
    line: 4,
  },
  organization: {
    file: "environments/_organization/organization.yaml",
    text: "apiVersion: groundwork.dev/v1\nkind: Organization\nspec:\n  nope: 1\n",
    line: 4,
  },
  corrections: {
    file: "environments/corrections.yaml",
    text: "apiVersion: groundwork.dev/v1\nkind: Corrections\nspec:\n  nope: 1\n",
    line: 4,
  },
} as const;

/** The file that a command is run with, and what it says and exits with where that is not the line and 2. */
type Row = { readonly wrong: keyof typeof wrong; readonly says?: string; readonly exit?: number } | "reads no file";

/** For each command the file that it cannot do without. A new command fails until it has a row. */
const rows: Readonly<Record<string, Row>> = {
  // A list has one line for each environment.
  "env list": { wrong: "environment", says: "dev" },
  "env validate": { wrong: "environment" },
  "env new": { wrong: "profile" },
  // A value of the wrong kind stands on no line.
  init: { wrong: "manifest", says: "package.json cannot be read" },
  bootstrap: { wrong: "organization" },
  // What is there is compared as text, and kept.
  "bootstrap init": "reads no file",
  // It compares folders and checks no declaration: a CI previews what it names, and is told there.
  affected: { wrong: "environment", exit: 0, says: "dev" },
  preview: { wrong: "environment" },
  up: { wrong: "environment" },
  status: { wrong: "environment" },
  drift: { wrong: "environment" },
  correct: { wrong: "corrections" },
  kubediff: { wrong: "environment" },
  diff: { wrong: "environment" },
  tree: { wrong: "environment" },
  reconcile: { wrong: "environment" },
  suspend: { wrong: "environment" },
  resume: { wrong: "environment" },
  logs: { wrong: "environment" },
  // A declaration that is wrong keeps no environment from being looked at or taken down: its state is enough.
  refresh: { wrong: "project" },
  destroy: { wrong: "project" },
  // It looks for Vitest first, which the project does not have.
  test: { wrong: "environment", says: "npm install --save-dev vitest" },
  // It asks the record first, which knows of no commit to go back to.
  rollback: { wrong: "environment", says: "nothing-before" },
  // As affected does, it compares folders: the run that brings one up says what is wrong in it.
  queue: { wrong: "environment", exit: 0, says: "dev" },
  audit: { wrong: "environment", exit: 0, says: "dev" },
  // What is missing on a machine is no error in a file: 1 says that anything is.
  doctor: { wrong: "environment", exit: 1, says: "groundwork env validate" },
  "notify test": { wrong: "notifications" },
  // What is there is compared as text, and kept.
  "ci init": "reads no file",
  history: "reads no file",
  explain: "reads no file",
  "leases list": "reads no file",
  "leases release": "reads no file",
  "local up": "reads no file",
  "local down": "reads no file",
  "local status": "reads no file",
  "local kubeconfig": "reads no file",
  "local provider": "reads no file",
  "local list": "reads no file",
  "local get": "reads no file",
  "local set": "reads no file",
  "local delete": "reads no file",
  "local events": "reads no file",
  "local operations": "reads no file",
  "local quota list": "reads no file",
  "local quota set": "reads no file",
  "local quota unset": "reads no file",
  "local faults add": "reads no file",
  "local faults list": "reads no file",
  "local faults remove": "reads no file",
  "local faults clear": "reads no file",
  "local ssh": "reads no file",
  "stack preview": { wrong: "project" },
  "stack up": { wrong: "project" },
  "stack refresh": { wrong: "project" },
  "stack destroy": { wrong: "project" },
  "stack outputs": { wrong: "project" },
  "stack export": { wrong: "project" },
  "stack import": { wrong: "project" },
  "stack ls": { wrong: "project" },
  "stack history": { wrong: "project" },
  "stack cancel": { wrong: "project" },
};

const lines = everyCommandLine();

it("says of every command which file it cannot do without", () => {
  expect(Object.keys(rows).toSorted()).toEqual(lines.map((line) => line.path).toSorted());
});

describe("a wrong file in the repository", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-wrong-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const commit = async (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    await mkdir(path.join(folder, "node_modules"));
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init", "-q", "-b", "main");
    git("add", "--all");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "Start");
  };

  const run = async (argv: readonly string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const terminal = quietTerminal(out, err);
    const { PATH } = process.env;
    const host = { env: { PATH, HOME: folder }, cwd: () => folder, stdin: Readable.from(["{}"]) } as never;
    const commands = everyCommand({
      driver: { ...driverHost(host, "1.2.3"), prewarmPrograms: async () => {} },
      local: { openLocal: () => Promise.reject(new Error("not reached")) },
      stack: stackHost(host, terminal, "1.2.3"),
    });
    const code = await runCommandLine(argv, { ...wiringOf(terminal), cwd: folder }, commands);
    return { code, out: out.join("\n"), err: err.join("\n") };
  };

  const cases = lines.flatMap((line) => {
    const row = rows[line.path];
    return row === undefined || row === "reads no file" ? [] : [{ ...line, row }];
  });

  it.each(cases)("ends $path with exit code 2, named with its line", async (each) => {
    const { file, text, line } = wrong[each.row.wrong];
    const { exit = 2, says = `${file}:${line}` } = each.row;
    await commit({ ...sound, [file]: text });
    const plain = await run(argvOf(each));
    expect(`${plain.out}\n${plain.err}`).toContain(says);
    expect(plain.code).toBe(exit);
    const json = await run([...argvOf(each), "--json"]);
    // Documents of issues have the line beside the file.
    const document = JSON.stringify(JSON.parse(json.out)).replaceAll('","line":', ":");
    expect(document).toContain(says);
    expect(json.code).toBe(exit);
  });
});

/** The command line on the environment and the stack `dev`, with every question answered. */
function argvOf({ path: words, argv, command }: CommandLine): readonly string[] {
  const has = (flag: string) => command.options.some(({ long }) => long === flag);
  const given = argv.includes("--env") ? [] : ["--env", "dev"];
  return [
    ...(words === "env new" ? ["env", "new", "fresh", "--profile", "small"] : argv),
    ...(has("--env") ? given : []),
    ...(has("--yes") ? ["--yes"] : []),
    ...(has("--stack") ? ["--stack", "dev"] : []),
    ...(has("--cwd") ? ["--cwd", "."] : []),
  ];
}
