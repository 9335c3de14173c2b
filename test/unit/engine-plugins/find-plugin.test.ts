import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPlugin } from "../../../src/engine/embedded/plugins/find-plugin.ts";

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
    expect(await findPlugin({ package: "random" }, folders())).toBe(found);
  });

  it("is the installed one of the wanted version, or the newest one", async () => {
    await plugin("home/plugins/resource-random-v4.9.0");
    const newest = await plugin("home/plugins/resource-random-v4.10.0");
    const older = await plugin("home/plugins/resource-random-v3.0.0");
    expect(await findPlugin({ package: "random", version: "3.0.0" }, folders())).toBe(older);
    expect(await findPlugin({ package: "random", version: "5.0.0" }, folders())).toBe(newest);
    expect(await findPlugin({ package: "random" }, folders())).toBe(newest);
  });

  it("is asked for by name, with where it was looked for and how to install it, when there is none", async () => {
    await expect(findPlugin({ package: "random", version: "4.1.0" }, folders())).rejects.toMatchObject({
      code: "provider-not-found",
      message: expect.stringMatching(/random 4\.1\.0.*home.*pulumi plugin install resource random v4\.1\.0/u),
    });
  });
});
