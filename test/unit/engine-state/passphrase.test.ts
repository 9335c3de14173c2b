import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { driverPassphrase } from "../../../src/engine/embedded/stack/passphrase/passphrase-sources.ts";
import { driverHome } from "../../../src/wiring/driver-home.ts";

describe("the passphrase of a repository", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "groundwork-passphrase-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const home = (local = false) => driverHome(root, local);
  const ask = (env: NodeJS.ProcessEnv = {}, local = false) => driverPassphrase(env, root, home(local))();
  const file = (local = false) => path.join(home(local).folder, "passphrase");
  const write = async (name: string, text = "{}", local = false) => {
    const at = path.join(home(local).state, ".pulumi", "stacks", name);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, text);
  };

  it("is made once, for its owner only, and kept", async () => {
    const made = await ask();
    expect(made).toMatch(/^[\w-]{32}$/);
    expect(await ask()).toBe(made);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it("is one for processes that ask at the same time", async () => {
    for (let round = 0; round < 50; round += 1) {
      await rm(file(), { force: true });
      const all = await Promise.all(Array.from({ length: 8 }, () => ask()));
      expect(new Set(all).size).toBe(1);
      expect((await readFile(file(), "utf8")).trim()).toBe(all[0]);
    }
  });

  describe.each([
    ["is gone", () => rm(file(), { force: true })],
    ["is empty", () => writeFile(file(), "")],
    ["holds nothing but a line break", () => writeFile(file(), "\n")],
  ])("when its file %s", (_, damage) => {
    beforeEach(async () => {
      await ask();
      await damage();
    });

    it.each([
      ["a state", "groundwork/dev.json"],
      ["a state's backup", "groundwork/dev.json.bak"],
    ])("is not made anew while there is %s that it encrypts", async (__, name) => {
      await write(name);
      await expect(ask()).rejects.toMatchObject({
        code: "passphrase-file-vanished",
        kind: "refused",
        data: { file: file(), states: ["groundwork/dev"] },
      });
      await expect(ask()).rejects.toThrow(/groundwork\/dev.*Set PULUMI_CONFIG_PASSPHRASE as it was.*restore the file/s);
      const kept = await readFile(file(), "utf8").catch(() => "");
      expect(kept.trim()).toBe("");
    });

    it("is made anew where nothing is encrypted with it", async () => {
      expect(await ask()).toMatch(/^[\w-]{32}$/);
    });

    it("is asked of the environment first", async () => {
      await write("groundwork/dev.json");
      expect(await ask({ PULUMI_CONFIG_PASSPHRASE: "given" })).toBe("given");
    });
  });

  it("of a rehearsal is another one, and so are the states that it protects", async () => {
    await write("groundwork/dev.json");
    expect(await ask({}, true)).toMatch(/^[\w-]{32}$/);
    await write("groundwork/dev.json", "{}", true);
    await rm(file(true));
    await expect(ask({}, true)).rejects.toMatchObject({ code: "passphrase-file-vanished" });
  });
});
