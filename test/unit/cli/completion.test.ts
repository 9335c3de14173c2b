import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyCommand, runCommandLine } from "../../../src/cli/index.ts";
import { hostsThat, quietTerminal, wiringOf } from "./command-lines.ts";

const run = promisify(execFile);

async function scriptFor(shell: string, invocation = "groundwork"): Promise<string> {
  const out: string[] = [];
  const terminal = { ...quietTerminal(out, []), invocation };
  const hosts = hostsThat(() => Promise.reject(new Error("not reached")));
  expect(await runCommandLine(["completion", shell], wiringOf(terminal), everyCommand(hosts))).toBe(0);
  return out.join("\n");
}

describe("the completion script in a real bash", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-completion-"));
    for (const name of ["dev", "globex", "_profiles"])
      await mkdir(path.join(folder, "environments", name, "apps"), { recursive: true });
    for (const name of ["dev", "globex"])
      await writeFile(path.join(folder, "environments", name, "environment.yaml"), "");
    await writeFile(path.join(folder, "script"), await scriptFor("bash"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The completions of bash for these words; the cursor stands at the last one. */
  const offered = async (words: readonly string[], cwd = folder) => {
    const ask =
      'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _groundwork; printf "%s\\n" "${COMPREPLY[@]}"';
    const { stdout } = await run("bash", ["-c", ask, "bash", path.join(folder, "script"), ...words], { cwd });
    return stdout.split("\n").filter((line) => line !== "");
  };

  it.each([
    [
      ["groundwork", "st"],
      ["status", "stack"],
    ],
    [["groundwork", "stack", "u"], ["up"]],
    [["groundwork", "up", "--wait"], ["--wait-for-lock"]],
    [
      ["groundwork", "up", "--env", ""],
      ["dev", "globex"],
    ],
    [["groundwork", "destroy", "--local", "-e", "g"], ["globex"]],
    [["groundwork", "env", "validate", "d"], ["dev"]],
    [["groundwork", "local", "res"], []],
    [["groundwork", "completion", "--h"], ["--help"]],
  ])("offers for %j: %j", async (words, expected) => {
    expect(await offered(words)).toEqual(expected);
  });

  it("finds the environments from a folder inside of the checkout", async () => {
    const inside = path.join(folder, "environments", "dev", "apps");
    expect(await offered(["groundwork", "up", "-e", ""], inside)).toEqual(["dev", "globex"]);
  });

  it("defines the command where it is not on PATH, and only there", async () => {
    const script = await scriptFor("bash", "echo invoked");
    const ask = 'source /dev/stdin <<< "$1"; groundwork up --env "a b"';
    const { stdout } = await run("bash", ["-c", ask, "bash", script], { cwd: folder });
    expect(stdout).toBe("invoked up --env a b\n");
    expect(await scriptFor("bash")).not.toContain("GROUNDWORK_INVOKED_AS");
  });
});

it.each(["bash", "zsh", "fish"])("the script for %s names every command", async (shell) => {
  const script = await scriptFor(shell);
  for (const word of ["preview", "doctor", "kubeconfig", "--wait-for-lock"]) expect(script).toContain(word);
});
