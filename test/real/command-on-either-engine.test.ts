import { appendFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { EngineEvent } from "../../src/engine/index.ts";
import { entryPoint } from "../../src/lib/index.ts";
import { passphrase, StackProject } from "../scenario/stack-harness/stack-project.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { type Finished, startCommand } from "./run-command.ts";

describeWithPulumi("groundwork stack", (pulumi) => {
  let project: StackProject;
  const groundworkWith = async (
    variables: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): Promise<Finished> => {
    const { command, args: entry } = entryPoint("main");
    const env = { ...pulumi().environment, PULUMI_CONFIG_PASSPHRASE: passphrase, ...variables };
    return await startCommand(command, [...entry, ...args], { cwd: project.folder, env }).finished;
  };
  const groundwork = async (...args: readonly string[]): Promise<Finished> => await groundworkWith({}, ...args);
  beforeEach(async () => {
    project = await StackProject.of("gcp-landing-zone");
  });
  afterEach(async () => {
    await groundwork("local", "down", "--home", path.join(project.folder, ".groundwork", "cloud"));
    await project.remove();
  });

  it("is the same command on either engine, with the same state and the same local cloud", async () => {
    const unattended = ["--stack", "dev", "--yes", "--skip-preview"];
    const up = await groundwork("stack", "up", ...unattended, "--engine", "automation", "--json");
    expect(up).toMatchObject({ code: 0 });
    const { changeSummary } = JSON.parse(up.out) as { changeSummary: { create?: number } };
    expect(changeSummary.create).toBeGreaterThan(30);
    for (const engine of ["embedded", "automation"])
      expect(
        await groundwork("stack", "preview", "--stack", "dev", "--expect-no-changes", "--engine", engine),
      ).toMatchObject({ code: 0 });
    expect(await groundwork("stack", "destroy", ...unattended)).toMatchObject({ code: 0 });
    expect(
      await groundwork("stack", "preview", "--stack", "dev", "--expect-no-changes", "--engine", "automation"),
    ).toMatchObject({ code: 3 });
  }, 300_000);

  it("takes one step at a time when PULUMI_PARALLEL says so, and as many as --parallel says", async () => {
    const atOnce = async (engine: string, parallel: string, ...flags: readonly string[]): Promise<number> => {
      const log = `${engine}${flags.length}.jsonl`;
      const args = ["--stack", "dev", "--engine", engine, "--event-log", log, ...flags];
      expect(await groundworkWith({ PULUMI_PARALLEL: parallel }, "stack", "preview", ...args)).toMatchObject({
        code: 0,
      });
      return mostAtOnce((await project.file(log)).trim().split("\n"));
    };
    for (const engine of ["embedded", "automation"]) {
      expect([engine, await atOnce(engine, "1")]).toEqual([engine, 1]);
      expect([engine, await atOnce(engine, "1", "--parallel=8")]).not.toEqual([engine, 1]);
      expect([engine, await atOnce(engine, "none", "--diff", "--json")]).not.toEqual([engine, 1]);
    }
  }, 300_000);

  it("saves an update plan, and fails an up at the step that the plan lacks", async () => {
    const onCli = ["--stack", "dev", "--engine", "automation"];
    const held = ["stack", "up", ...onCli, "--yes", "--skip-preview", "--plan", "plan.json"];
    expect(await groundwork("stack", "preview", ...onCli, "--save-plan", "plan.json")).toMatchObject({ code: 0 });
    expect(await groundwork(...held)).toMatchObject({ code: 0 });
    await appendFile(path.join(project.folder, "index.js"), '\nnew gcp.storage.Bucket("more", { location: "EU" });\n');
    const { code, err } = await groundwork(...held);
    expect(code).toBe(1);
    expect(err).toContain("more: create is not allowed by the plan");
    expect(await groundwork("stack", "preview", "--stack", "dev", "--save-plan", "plan.json")).toMatchObject({
      code: 4,
      err: expect.stringContaining("update plans") as string,
    });
  }, 300_000);

  it("names what keeps the Pulumi CLI from starting, as it does for its own engine", async () => {
    const { code, err } = await groundwork("stack", "refresh", "--stack", "nobody", "--yes", "--engine", "automation");
    expect(code).not.toBe(0);
    expect(err).toContain("(no-such-stack)");
  });
});

/** How many resources of providers an event log has in the making at once, at most. */
function mostAtOnce(lines: readonly string[]): number {
  const running = new Set<string>();
  let most = 0;
  for (const line of lines) {
    const { resourcePreEvent, resOutputsEvent } = JSON.parse(line) as EngineEvent;
    const metadata = (resourcePreEvent ?? resOutputsEvent)?.metadata;
    if (!metadata?.provider) continue;
    if (resourcePreEvent) running.add(metadata.urn);
    else running.delete(metadata.urn);
    most = Math.max(most, running.size);
  }
  return most;
}
