import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { TwoEngines } from "./two-engines.ts";

const urnOf = (name: string) => `urn:pulumi:dev::dynamic-files::pulumi-nodejs:dynamic/test:HeldFile::${name}`;
const unattended = ["--stack", "dev", "--yes", "--skip-preview"];

describeWithPulumi("what its state commands did to a stack of the embedded engine", (pulumi) => {
  let engines: TwoEngines;
  beforeAll(async () => {
    engines = await TwoEngines.of("dynamic", pulumi());
    await engines.configure({ folder: engines.project.files, count: "1" });
    await engines.embedded.mustRun("up", ...unattended);
  });
  afterAll(async () => await engines?.project.remove());

  it("is followed: a tainted resource is replaced, by an engine as by the other", async () => {
    await engines.cli.mustRun("state", "taint", urnOf("file0"), "--stack", "dev", "--yes");
    const previews = [];
    for (const engine of [engines.embedded, engines.cli]) {
      const { out } = await engine.run("preview", "--stack", "dev", "--json");
      previews.push(JSON.parse(out).changeSummary);
    }
    expect(previews).toEqual([
      { replace: 1, same: 1 },
      { replace: 1, same: 1 },
    ]);
    await engines.embedded.mustRun("up", ...unattended);
    expect(await engines.cli.run("preview", "--stack", "dev", "--expect-no-changes")).toMatchObject({ code: 0 });
  });

  it("is followed: a protected resource is not deleted", async () => {
    await engines.cli.mustRun("state", "protect", urnOf("file0"), "--stack", "dev", "--yes");
    const before = await engines.project.logged;
    const { code, err } = await engines.embedded.run("destroy", ...unattended);
    expect(code).not.toBe(0);
    expect(err).toMatch(/file0[^]*protect/u);
    expect(await engines.project.logged).toBe(before);
    await engines.cli.mustRun("state", "unprotect", urnOf("file0"), "--stack", "dev", "--yes");
  });

  it("is followed: a stack goes on under its new name, with its history, until it is destroyed and removed", async () => {
    await engines.cli.mustRun("stack", "rename", "renamed", "--stack", "dev");
    expect(await engines.embedded.run("preview", "--stack", "renamed", "--expect-no-changes")).toMatchObject({
      code: 0,
    });
    const { out } = await engines.embedded.run("stack", "history", "--stack", "renamed", "--json");
    expect((JSON.parse(out) as { kind: string }[]).map(({ kind }) => kind).at(-1)).toBe("update");
    await engines.embedded.mustRun("destroy", "--stack", "renamed", "--yes", "--skip-preview");
    await engines.cli.mustRun("stack", "rm", "renamed", "--yes");
    expect(JSON.parse((await engines.embedded.run("stack", "ls", "--json")).out)).toEqual([]);
  });

  it("is kept: a state that it compresses stays compressed", async () => {
    const compressing = { PULUMI_DIY_BACKEND_GZIP: "true" };
    await engines.configure({ folder: engines.project.files, count: "1" });
    await engines.cli.mustRun("stack", "init", "dev");
    expect(await engines.cliWith(compressing).run("up", ...unattended)).toMatchObject({ code: 0 });
    await engines.configure({ count: "2" });
    await engines.embedded.mustRun("up", ...unattended);
    expect(await readdir(path.dirname(engines.stateFile))).toContain("dev.json.gz");
    expect(await readdir(path.dirname(engines.stateFile))).not.toContain("dev.json");
    const preview = ["preview", "--stack", "dev", "--expect-no-changes"];
    expect(await engines.cliWith(compressing).run(...preview)).toMatchObject({ code: 0 });
  });
});
