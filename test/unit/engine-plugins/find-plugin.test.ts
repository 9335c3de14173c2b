import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPlugin, type PluginFolders } from "../../../src/engine/embedded/providers/plugins/find-plugin.ts";
import { commandOf } from "../../../src/engine/embedded/providers/plugins/plugin-command.ts";
import type { ProviderRequest } from "../../../src/engine/index.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "groundwork-plugins-"));
});
afterEach(async () => await rm(root, { recursive: true, force: true }));

async function plugin(folder: string, mode = 0o755): Promise<string> {
  await mkdir(path.join(root, folder), { recursive: true });
  const file = path.join(root, folder, "pulumi-resource-random");
  await writeFile(file, "#!/bin/sh\n");
  await chmod(file, mode);
  return file;
}

describe("a provider's executable", () => {
  const folders = () => ({
    searchPath: [path.join(root, "a"), path.join(root, "b")],
    pulumiHome: path.join(root, "home"),
  });

  it("is the first one on the search path that can be executed", async () => {
    await plugin("a", 0o644);
    const found = await plugin("b");
    await plugin("home/plugins/resource-random-v9.0.0");
    expect(await findPlugin({ package: "random" }, folders())).toEqual({
      folder: path.join(root, "b"),
      executable: found,
      ambient: true,
    });
  });

  const executableOf = async (request: ProviderRequest, more: Partial<PluginFolders> = {}) =>
    (await findPlugin(request, { ...folders(), ...more })).executable;

  it("is the installed one of exactly the wanted version", async () => {
    const older = await plugin("home/plugins/resource-random-v3.0.0");
    await plugin("home/plugins/resource-random-v3.0.1");
    expect(await executableOf({ package: "random", version: "3.0.0" })).toBe(older);
    expect(await executableOf({ package: "random", version: "v3.0.0" })).toBe(older);
    await expect(executableOf({ package: "random", version: "2.9.0" })).rejects.toMatchObject({
      data: { otherVersions: ["3.0.0", "3.0.1"] },
      message: expect.stringContaining("where 3.0.0, 3.0.1 is installed"),
    });
  });

  it("is the newest installed one that is no prerelease when no version is wanted, or a newer one may serve", async () => {
    await plugin("home/plugins/resource-random-v4.9.0");
    const newest = await plugin("home/plugins/resource-random-v4.10.0");
    await plugin("home/plugins/resource-random-v5.0.0-alpha.1");
    expect(await executableOf({ package: "random" })).toBe(newest);
    expect(await executableOf({ package: "random", version: "4.9.5" }, { acceptsNewer: true })).toBe(newest);
  });

  it("is not there while it is being installed", async () => {
    await plugin("home/plugins/resource-random-v1.0.0");
    await plugin("home/plugins/resource-random-v2.0.0");
    await writeFile(path.join(root, "home/plugins/resource-random-v2.0.0.partial"), "");
    await plugin("home/plugins/resource-random-v3.0.0.tmp123456");
    await writeFile(path.join(root, "home/plugins/resource-random-v1.0.0.lock"), "");
    expect(await executableOf({ package: "random" })).toBe(
      path.join(root, "home/plugins/resource-random-v1.0.0", "pulumi-resource-random"),
    );
  });

  it("is not mistaken for one of a package with a longer name", async () => {
    await plugin("home/plugins/resource-random-v2-v1.0.0");
    await expect(executableOf({ package: "random" })).rejects.toMatchObject({ code: "provider-not-found" });
  });

  it("is the project's own, when that has the wanted version", async () => {
    await plugin("a");
    const own = await plugin("own");
    const projectPlugins = [{ name: "random", version: "1.0.0", folder: path.join(root, "own") }];
    expect(await executableOf({ package: "random", version: "1.0.0" }, { projectPlugins })).toBe(own);
    expect(await executableOf({ package: "random", version: "2.0.0" }, { projectPlugins })).not.toBe(own);
    const missing = [{ name: "random", folder: path.join(root, "nowhere") }];
    await expect(executableOf({ package: "random" }, { projectPlugins: missing })).rejects.toThrow("nowhere");
  });

  it("may be source that a PulumiPlugin.yaml tells how to run", async () => {
    const folder = path.join(root, "home/plugins/resource-random-v1.0.0");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "PulumiPlugin.yaml"), "runtime: nodejs\n");
    const found = await findPlugin({ package: "random" }, folders());
    expect(found).toEqual({ folder, ambient: false });
    expect(await commandOf(found)).toMatchObject({
      command: process.execPath,
      args: [expect.stringContaining("run-plugin"), folder],
    });
    await writeFile(path.join(folder, "PulumiPlugin.yaml"), "runtime:\n  name: python\n");
    await expect(commandOf(found)).rejects.toMatchObject({ code: "unsupported-feature" });
    await writeFile(path.join(folder, "PulumiPlugin.yaml"), "name: random\n");
    await expect(commandOf(found)).rejects.toMatchObject({ code: "plugin-manifest-invalid" });
  });

  it("is asked for by name, with where it was looked for and how to install it, when there is none", async () => {
    await expect(findPlugin({ package: "random", version: "4.1.0" }, folders())).rejects.toMatchObject({
      code: "provider-not-found",
      message: expect.stringMatching(/random 4\.1\.0.*home.*pulumi plugin install resource random v4\.1\.0/u),
    });
  });
});
