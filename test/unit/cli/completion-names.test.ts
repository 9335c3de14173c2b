import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { everyCommand, runCommandLine } from "../../../src/cli/index.ts";
import { hostsThat, quietTerminal, wiringOf } from "./command-lines.ts";

const run = promisify(execFile);

/** What prints the completions of the words that follow, the last one being completed. The script is in the file `script`. */
const shells = {
  bash: [
    "-c",
    'source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _groundwork; printf "%s\\n" "${COMPREPLY[@]}"',
    "bash",
  ],
  // The options under which bashcompinit runs a function.
  zsh: [
    "-f",
    "-c",
    'source ./script; emulate sh; setopt kshglob noshglob braceexpand ksharrays; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _groundwork; printf "%s\\n" "${COMPREPLY[@]}"',
    "zsh",
  ],
  fish: ["--no-config", "-c", "source ./script; complete -C (string join ' ' -- $argv)"],
} as const;

/** Names of folders that a shell would run, expand, split, or print to a terminal. */
const hostile = [
  "$(touch ran)",
  "`touch ran`",
  "dev$(touch ran)",
  "; touch ran;",
  "| touch ran",
  "&& touch ran",
  "$HOME",
  "${PATH}",
  "~",
  "*",
  "{a,b}",
  "[a-z]",
  "two words",
  "line\nbreak",
  "ends\n",
  "tab\tstop",
  "carriage\rreturn",
  "'single'",
  '"double"',
  "back\\slash",
  "\u001b[31mred",
  "\u001b]0;title\u0007",
  "\u202egpj.exe",
  "\u2066isolated",
  "-rf",
  "--help",
  "Capital",
  "größe",
  "ends-",
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-hostile-"));
  for (const name of ["dev", "globex-2", ...hostile]) {
    const environment = path.join(folder, "environments", name);
    await mkdir(environment, { recursive: true });
    await writeFile(path.join(environment, "environment.yaml"), "");
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each(["bash", "zsh", "fish"] as const)("the completion script in %s", (shell) => {
  const installed = spawnSync(shell, ["-c", "true"]).status === 0;

  it.skipIf(!installed).each([
    ["after --env", ["groundwork", "up", "--env", ""]],
    ["of an argument", ["groundwork", "env", "validate", ""]],
  ])(`offers environments %s, and no other folder's name (skipped without ${shell})`, async (_, words) => {
    const out: string[] = [];
    const hosts = hostsThat(() => Promise.reject(new Error("not reached")));
    await runCommandLine(["completion", shell], wiringOf(quietTerminal(out, [])), everyCommand(hosts));
    await writeFile(path.join(folder, "script"), out.join("\n"));
    const { stdout, stderr } = await run(shell, [...shells[shell], ...words], { cwd: folder });
    const offered = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("-"));
    expect(offered).toEqual(["dev", "globex-2"]);
    expect(stderr).toBe("");
    expect((await readdir(folder)).toSorted()).toEqual(["environments", "script"]);
  });
});
