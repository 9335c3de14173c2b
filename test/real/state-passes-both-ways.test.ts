import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isThere } from "../scenario/stack-harness/stack-project.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { type Engine, TwoEngines } from "./two-engines.ts";

const unattended = ["--stack", "dev", "--yes", "--skip-preview"];
const noChanges = ["preview", "--stack", "dev", "--expect-no-changes"];

describeWithPulumi("the state of a stack", (pulumi) => {
  describe.each([
    ["embedded", "cli"],
    ["cli", "embedded"],
  ] as const)("that the %s engine created, in the hands of the %s engine", (creatorName, heirName) => {
    let engines: TwoEngines;
    let creator: Engine;
    let heir: Engine;
    const fileAt = (name: string) => path.join(engines.project.files, name);
    beforeAll(async () => {
      engines = await TwoEngines.of("dynamic", pulumi());
      creator = engines[creatorName];
      heir = engines[heirName];
      await engines.configure({ folder: engines.project.files, count: "2", content: "first" });
      if (creator === engines.cli) {
        await creator.mustRun("stack", "init", "dev");
        await creator.mustRun("config", "set", "--stack", "dev", "--secret", "password", "hunter2");
      }
      await creator.mustRun("up", ...unattended);
    });
    afterAll(async () => await engines?.project.remove());

    it("is what the program wants: nothing is to be done", async () => {
      expect(await heir.run(...noChanges)).toMatchObject({ code: 0 });
    });

    it("is listed, with its resources and the time of its last change", async () => {
      const { out } = await heir.run("stack", "ls", "--json");
      expect(JSON.parse(out)).toMatchObject([
        { name: "dev", resourceCount: 4, lastUpdate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u) },
      ]);
    });

    it("shows its secret output to who asks for it, and to nobody else", async () => {
      const secret = creator === engines.cli ? "hunter2" : "built-in-secret";
      const output = ["stack", "output", "--stack", "dev", "--json"];
      expect(JSON.parse((await heir.run(...output)).out)).toMatchObject({ password: "[secret]" });
      expect(JSON.parse((await heir.run(...output, "--show-secrets")).out)).toMatchObject({ password: secret });
      expect(await readFile(engines.stateFile, "utf8")).not.toContain(secret);
    });

    it("is exported as the same document by both, and imported by either", async () => {
      const file = path.join(engines.project.folder, "exported.json");
      const exported = async (engine: Engine, ...flags: readonly string[]) =>
        JSON.parse((await engine.run("stack", "export", "--stack", "dev", ...flags)).out);
      const before = await exported(creator, "--show-secrets");
      const [ofHeir, ofCreator] = [await exported(heir), await exported(creator)];
      expect(ofHeir).toEqual(ofCreator);

      await writeFile(file, JSON.stringify(ofHeir));
      for (const engine of [creator, heir])
        expect(await engine.run("stack", "import", "--stack", "dev", "--file", file)).toMatchObject({ code: 0 });
      // An import may encrypt secrets again, with other bytes, so they are compared in clear.
      for (const engine of [creator, heir])
        expect((await exported(engine, "--show-secrets")).deployment.resources).toEqual(before.deployment.resources);
    });

    it("is updated, which leaves nothing to do for the one who created it", async () => {
      await engines.configure({ count: "3", content: "second" });
      expect(await heir.run("up", ...unattended)).toMatchObject({ code: 0 });
      expect(await readFile(fileAt("file2"), "utf8")).toBe("second");
      expect(await creator.run(...noChanges)).toMatchObject({ code: 0 });
    });

    it("is refreshed, so that the one who created it sees what was changed behind their backs", async () => {
      await writeFile(fileAt("file0"), "changed by hand");
      expect(await heir.run("refresh", ...unattended)).toMatchObject({ code: 0 });
      const { code, out } = await creator.run("preview", "--stack", "dev", "--json");
      expect(code).toBe(0);
      expect(JSON.parse(out).changeSummary).toEqual({ update: 1, same: 3 });
    });

    it("is destroyed, and both know it", async () => {
      expect(await heir.run("destroy", ...unattended)).toMatchObject({ code: 0 });
      expect(["file0", "file1", "file2"].filter((name) => isThere(fileAt(name)))).toEqual([]);
      for (const engine of [heir, creator])
        expect(JSON.parse((await engine.run("stack", "ls", "--json")).out)).toMatchObject([
          { name: "dev", resourceCount: 0 },
        ]);
    });

    it("has a history of everything that either did, read by both", async () => {
      for (const engine of [heir, creator]) {
        const { out } = await engine.run("stack", "history", "--stack", "dev", "--json");
        const entries = JSON.parse(out) as { kind: string; result: string; resourceChanges: object }[];
        expect(entries.map(({ kind, result, resourceChanges }) => [kind, result, resourceChanges])).toEqual([
          ["destroy", "succeeded", { delete: 4 }],
          ["refresh", "succeeded", { same: 3, update: 1 }],
          ["update", "succeeded", { create: 1, same: 1, update: 2 }],
          ["update", "succeeded", { create: 3 }],
        ]);
      }
    });
  });
});
