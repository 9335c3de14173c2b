import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ansibleSyntax } from "../../../src/playbook/ansible/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-ansible-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a program in the place of `ansible-playbook` that runs these lines of shell. */
function installed(...lines: readonly string[]): NodeJS.ProcessEnv {
  const file = path.join(folder, "ansible-playbook");
  writeFileSync(file, ["#!/bin/sh", ...lines].join("\n"));
  chmodSync(file, 0o755);
  return { PATH: `${folder}:/usr/bin:/bin`, GROUNDWORK_FORGE_TOKEN: "hunter2" };
}

const files = new Map([["site.yml", Buffer.from("- hosts: all\n")]]);
const check = async (environment: NodeJS.ProcessEnv, limit?: number, signal = new AbortController().signal) =>
  (await ansibleSyntax({ environment, ...(limit !== undefined && { limit }) }).check(files, ["site.yml"], signal)).get(
    "site.yml",
  );

describe("the syntax check of Ansible", () => {
  it("finds a playbook well-formed that the tool can read, with the files of the commit alone and no token", async () => {
    const environment = installed(
      'test "$*" = "--syntax-check --inventory localhost, ./site.yml" || exit 9',
      'test -f site.yml && test ! -s "$ANSIBLE_CONFIG" || exit 9',
      "env | grep -q hunter2 && exit 9",
      "exit 0",
    );
    expect(await check(environment)).toEqual({ kind: "well-formed" });
  });

  it("gives the first error with its place, and none of the lines that the tool shows of the file", async () => {
    const environment = installed(
      `printf "[ERROR]: couldn't resolve module/action 'pingg'.\\nOrigin: $PWD/site.yml:3:7\\n\\n3   password: hunter2\\n" >&2`,
      "exit 4",
    );
    expect(await check(environment)).toEqual({
      kind: "malformed",
      message: "couldn't resolve module/action 'pingg' (site.yml:3:7)",
    });
  });

  it("reads the words of older versions, and shows no control characters of them", async () => {
    const environment = installed('printf "ERROR! a\\033[31m play is missing\\n" >&2', "exit 4");
    expect(await check(environment)).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining("play is missing"),
    });
    expect(JSON.stringify(await check(environment))).not.toContain("\\u001b");
  });

  it.each([
    ["the password of a vault is missing", 'echo "[ERROR]: no vault secrets found" >&2; exit 1', /password of a vault/],
    ["it ends without a word", "exit 250", /ended with 250 and no error/],
    ["it is killed", "kill -9 $$", /ended with SIGKILL/],
  ])("is not known when %s", async (_, script, because) => {
    expect(await check(installed(script))).toEqual({ kind: "not-checked", because: expect.stringMatching(because) });
  });

  it("is not known when the tool is not installed, takes too long or is interrupted", async () => {
    expect(await check({ PATH: folder })).toEqual({
      kind: "not-checked",
      because: "ansible-playbook is not installed",
    });
    const slow = installed("exec sleep 30");
    expect(await check(slow, 50)).toMatchObject({ because: expect.stringContaining("was not done after") });
    expect(await check(slow, 30_000, AbortSignal.abort())).toEqual({
      kind: "not-checked",
      because: "it was interrupted",
    });
  });

  it("leaves nothing in the folder for temporary files", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("groundwork-playbooks-"));
    await check(installed("exit 0"));
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith("groundwork-playbooks-"));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });
});
