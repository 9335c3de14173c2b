import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Plan } from "../../../src/change/index.ts";
import { embeddedEngine, type ProgramRunner, processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { FileStateStore, fileConfigSource, PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { type LocalCloud, localCloud } from "../../../src/local/index.ts";

const keys = new PassphraseKeys(() => Promise.resolve("correct horse"));

let folder: string;
let cloud: LocalCloud;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-used-"));
  cloud = localCloud({ home: path.join(folder, "cloud"), latency: "none" });
});
afterEach(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The plans of environments of this repository, by its own program. Independent resources are registered in any order. */
async function plansOf(names: readonly string[], programs: ProgramRunner): Promise<readonly unknown[]> {
  const engine = embeddedEngine({
    store: new FileStateStore({ root: path.join(folder, "state"), keys, writtenBy: "v3.256.0" }),
    config: fileConfigSource(keys),
    providers: cloud,
    programs,
  });
  const plans: unknown[] = [];
  for (const stack of names) {
    const plan: Plan = await engine.preview({
      stack: { project: "groundwork", stack },
      program: { folder: projectRoot() },
      config: { "groundwork:repository": { value: "https://git.example.com/platform.git" } },
      mayShareProcess: true,
    });
    expect(plan.result).toBe("succeeded");
    const { milliseconds: _, steps, ...rest } = plan;
    plans.push({ ...rest, steps: steps.toSorted((a, b) => (a.urn < b.urn ? -1 : 1)) });
  }
  return plans;
}

it("the program of environments plans in a process that it has run in before what it plans in a new one", async () => {
  const names = ["dev", "staging", "globex", "production", "dev"];
  const used = warmRunner({ environment: process.env });
  const traces: string[] = [];
  used.reportTraces((trace) => traces.push(trace));
  try {
    const plans = await plansOf(names, used);
    expect(traces).toEqual([]);
    expect(used.processes()).toBe(1);
    expect(plans).toEqual(await plansOf(names, processRunner({ environment: process.env })));
  } finally {
    await used.close();
  }
});
