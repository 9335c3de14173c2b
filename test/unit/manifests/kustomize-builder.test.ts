import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kustomizeBuilder } from "../../../src/manifests/kustomize/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-kustomize-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a program in the place of an executable that runs these lines of shell. */
function installed(name: "kustomize" | "kubectl", ...lines: readonly string[]): NodeJS.ProcessEnv {
  const file = path.join(folder, name);
  writeFileSync(file, ["#!/bin/sh", ...lines].join("\n"));
  chmodSync(file, 0o755);
  return { PATH: `${folder}:/usr/bin:/bin`, GROUNDWORK_FORGE_TOKEN: "hunter2" };
}

const files = new Map([["environments/dev/apps/kustomization.yaml", Buffer.from("resources: []\n")]]);
const build = (
  environment: NodeJS.ProcessEnv,
  { of = files, limit = 60_000, signal = new AbortController().signal } = {},
) => kustomizeBuilder({ environment, limit }).build(of, "environments/dev/apps", signal);

describe("what builds folders with kustomize", () => {
  it.each([
    ["kustomize", 'test "$1" = build || exit 9', 'test "$#" = 2 || exit 9'],
    ["kubectl", 'test "$1" = kustomize || exit 9', 'test "$#" = 2 || exit 9'],
  ] as const)(
    "runs %s on the files of the commit alone, without a token and without a network",
    async (name, ...lines) => {
      const environment = installed(
        name,
        ...lines,
        "env | grep -q hunter2 && exit 9",
        'test "$GIT_ALLOW_PROTOCOL" = none && test -n "$HTTPS_PROXY" || exit 9',
        'cat "$2/kustomization.yaml"',
      );
      expect(await build(environment)).toEqual({ kind: "built", text: "resources: []\n" });
    },
  );

  it("gives the reason of a build that failed as one line, without the folder that was built", async () => {
    const environment = installed(
      "kustomize",
      'printf "Error: no such file: $2/gone.yaml\\nsecond line\\n" >&2',
      "exit 1",
    );
    expect(await build(environment)).toEqual({
      kind: "not-built",
      because: "no such file: gone.yaml",
    });
  });

  it("says that nothing is installed", async () => {
    expect(await build({ PATH: folder })).toEqual({
      kind: "not-built",
      because: "neither kustomize nor kubectl is installed",
    });
  });

  it("gives up what does not end, and what was interrupted", async () => {
    const environment = installed("kustomize", "exec sleep 60");
    expect(await build(environment, { limit: 100 })).toMatchObject({
      because: expect.stringContaining("no answer within 100 ms"),
    });
    expect(await build(environment, { signal: AbortSignal.abort() })).toEqual({
      kind: "not-built",
      because: "it was interrupted",
    });
  });

  it.each(["../outside.yaml", "apps/../../outside.yaml", "/outside.yaml"])("writes no file to %s", async (name) => {
    const of = new Map([...files, [name, Buffer.from("a: b\n")]]);
    expect(await build(installed("kustomize", "exit 0"), { of })).toEqual({
      kind: "not-built",
      because: `${name} is no path inside of the repository`,
    });
  });

  it("leaves no folder behind", async () => {
    const seen = path.join(folder, "seen");
    await build(installed("kustomize", `echo "$2" > "${seen}"`));
    const builtIn = readFileSync(seen, "utf8").trim();
    expect(builtIn).toMatch(/environments\/dev\/apps$/);
    expect(existsSync(builtIn.slice(0, -"/environments/dev/apps".length))).toBe(false);
  });
});
