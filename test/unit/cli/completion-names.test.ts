import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { everyCommand, runCommandLine } from "../../../src/cli/index.ts";
import { invocationOf } from "../../../src/wiring/invocation.ts";
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

async function scriptFor(shell: string, invocation = "groundwork"): Promise<string> {
  const out: string[] = [];
  const hosts = hostsThat(() => Promise.reject(new Error("not reached")));
  const terminal = { ...quietTerminal(out, []), invocation };
  await runCommandLine(["completion", shell], wiringOf(terminal), everyCommand(hosts));
  return out.join("\n");
}

const installed = (["bash", "zsh", "fish"] as const).filter((shell) => spawnSync(shell, ["-c", "true"]).status === 0);

describe.each(installed)("the completion script in %s, which this machine has", (shell) => {
  it.each([
    ["after --env", ["groundwork", "up", "--env", ""]],
    ["of an argument", ["groundwork", "env", "validate", ""]],
  ])("offers environments %s, and no other folder's name", async (_, words) => {
    await writeFile(path.join(folder, "script"), await scriptFor(shell));
    const { stdout, stderr } = await run(shell, [...shells[shell], ...words], { cwd: folder });
    const offered = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("-"));
    expect(offered).toEqual(["dev", "globex-2"]);
    expect(stderr).toBe("");
    expect((await readdir(folder)).toSorted()).toEqual(["environments", "script"]);
  });

  it("runs the command of a package in any folder", async () => {
    const root = `/$(touch ran)/\`touch ran\`/it's "quoted"/${String.raw`back\slash`}/; touch ran; */~`;
    const invocation = invocationOf({ root, cwd: "/elsewhere", environment: {}, fileAt: () => undefined });
    await writeFile(path.join(folder, "script"), await scriptFor(shell, invocation));
    await mkdir(path.join(folder, "bin"));
    const npx = `#!${process.execPath}\nconsole.log(JSON.stringify(process.argv.slice(2)));\n`;
    await writeFile(path.join(folder, "bin", "npx"), npx, { mode: 0o755 });
    const env = { ...process.env, PATH: `${path.join(folder, "bin")}:/usr/bin:/bin` };
    const flags = { bash: ["--norc"], zsh: ["-f"], fish: ["--no-config"] }[shell];
    const { stdout } = await run(shell, [...flags, "-c", "source ./script; groundwork up"], { cwd: folder, env });
    expect(JSON.parse(stdout)).toEqual(["--no-install", "--prefix", root, "groundwork", "up"]);
    expect((await readdir(folder)).toSorted()).toEqual(["bin", "environments", "script"]);
  });
});
