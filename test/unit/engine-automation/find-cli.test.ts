import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findCli } from "../../../src/engine/automation/index.ts";

describe("the Pulumi CLI of a machine", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-cli-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** An executable `pulumi` that runs these lines of shell. */
  const installed = async (...lines: readonly string[]) => {
    const file = path.join(folder, "pulumi");
    await writeFile(file, ["#!/bin/sh", ...lines, ""].join("\n"));
    await chmod(file, 0o755);
    return file;
  };
  const find = async () => await findCli({ PATH: [path.join(folder, "nowhere"), folder].join(path.delimiter) });

  it("is the first on the search path", async () => {
    const file = await installed('test "$*" = version && echo v3.256.0');
    expect(await find()).toEqual({ file, version: "3.256.0" });
  });

  it("may be a build of somebody's own", async () => {
    await installed("echo v3.256.0-dev.17+dirty");
    expect(await find()).toMatchObject({ version: "3.256.0-dev.17+dirty" });
  });

  it.each([
    ["missing", undefined, "cli-missing"],
    ["too old", "echo v3.19.0", "cli-too-old"],
    ["of a newer major version", "echo v4.0.0", "cli-too-new"],
    ["another program", "echo hello", "cli-broken"],
    ["failing", "echo 'cannot open shared object' >&2; exit 127", "cli-broken"],
    ["ended by a signal", "kill -9 $$", "cli-broken"],
  ])("is refused when it is %s, with what to run", async (_state, script, code) => {
    if (script !== undefined) await installed(script);
    await expect(find()).rejects.toMatchObject({
      code,
      message: expect.stringContaining("groundwork doctor --fix") as string,
    });
  });

  it("is refused when it is no program of this machine", async () => {
    const file = path.join(folder, "pulumi");
    await writeFile(file, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0]));
    await chmod(file, 0o755);
    await expect(find()).rejects.toMatchObject({ code: "cli-broken" });
  });

  it("says where it was looked for without listing the whole search path", async () => {
    const folders = Array.from({ length: 9 }, (_, index) => path.join(folder, `bin-${index}`));
    const missing = findCli({ PATH: folders.join(path.delimiter), PULUMI_HOME: path.join(folder, "home") });
    await expect(missing).rejects.toMatchObject({ data: { lookedIn: [...folders, path.join(folder, "home", "bin")] } });
    await expect(missing).rejects.toThrow(
      `no executable pulumi on PATH or in ${path.join(folder, "home", "bin")}. Install`,
    );
  });

  it("is not looked for in the current folder when there is no search path", async () => {
    await expect(findCli({})).rejects.toMatchObject({ code: "cli-missing", data: { lookedIn: [] } });
  });
});
