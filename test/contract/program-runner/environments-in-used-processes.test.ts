import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Plan } from "../../../src/change/index.ts";
import { embeddedEngine, type ProgramRunner, processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { FileStateStore, fileConfigSource, PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { type LocalCloud, localCloud } from "../../../src/local/index.ts";
import {
  declare,
  differentEnvironments,
  projectOfDifferentEnvironments,
  standingEnvironments,
} from "./different-environments.ts";

/** Milliseconds, to end what hangs: 48 plans and runs are eight times as many as the other test makes. */
const manyPlans = 300_000;

/** Milliseconds. One run takes a second, and ten where it needs a new process and other work has the processors. */
const longestRun = 90_000;

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

const engineWith = (programs: ProgramRunner) =>
  embeddedEngine({
    store: new FileStateStore({ root: path.join(folder, "state"), keys, writtenBy: "v3.256.0" }),
    config: fileConfigSource(keys),
    providers: cloud,
    programs,
  });

const workOn = (stack: string, project: string) => ({
  stack: { project: "groundwork", stack },
  program: { folder: project },
  config: { "groundwork:repository": { value: "https://git.example.com/platform.git" } },
  // So that the test says which of its many runs did not end.
  signal: AbortSignal.timeout(longestRun),
  mayShareProcess: true,
});

/** The plans of environments, by this repository's program. Independent resources are registered in any order. */
async function plansOf(
  names: readonly string[],
  programs: ProgramRunner,
  project = projectRoot(),
  traces: readonly string[] = [],
): Promise<readonly Omit<Plan, "milliseconds">[]> {
  const engine = engineWith(programs);
  const plans: Omit<Plan, "milliseconds">[] = [];
  for (const stack of names) {
    const plan = await engine.preview(workOn(stack, project));
    // A process that is given up makes each later plan take ten times as long.
    expect([stack, plan.result, traces]).toEqual([stack, "succeeded", []]);
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

it(
  "20 different environments, new ones and changed ones, have the same plans whatever was planned before them",
  async () => {
    const project = path.join(folder, "project");
    await projectOfDifferentEnvironments(project);
    const used = warmRunner({ environment: process.env });
    const traces: string[] = [];
    used.reportTraces((trace) => traces.push(trace));
    try {
      for (const name of standingEnvironments()) {
        const { result } = await engineWith(used).up(workOn(name, project));
        expect([name, result, traces]).toEqual([name, "succeeded", []]);
      }
      await declare(project, "after");
      const plans = await plansOf(differentEnvironments, used, project, traces);
      const ops = new Set(plans.flatMap(({ steps }) => steps.map(({ op }) => op)));
      expect([...ops]).toEqual(expect.arrayContaining(["create", "update", "delete", "same"]));
      const backwards = await plansOf(differentEnvironments.toReversed(), used, project, traces);
      expect(backwards.toReversed()).toEqual(plans);
      expect(traces).toEqual([]);
      // A new process for each takes ten times as long.
      const some = differentEnvironments.filter((_, index) => index % 10 === 1);
      const alone = await plansOf(some, processRunner({ environment: process.env }), project);
      expect(alone).toEqual(plans.filter((_, index) => index % 10 === 1));
    } finally {
      await used.close();
    }
  },
  manyPlans,
);
