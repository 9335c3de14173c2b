import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { affectedEnvironments, everywhere } from "../../src/flows/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { esbuildProgramReader } from "../../src/program/esbuild/index.ts";
import type { Benchmark } from "./benchmark.ts";
import { generateFleet } from "./fleet.ts";

/** Milliseconds to find the affected environments among many, by what was changed. */
export interface AffectedTimes {
  readonly change: string;
  readonly affected: number;
  /** Nothing read before: what one run of the command does. */
  readonly cold: number;
  /** The same question again in the same process: what a server that previews every push does. */
  readonly warm: number;
}

/** Measures against a generated repository, which is removed again. */
export async function measureAffected(environments = 1500): Promise<readonly AffectedTimes[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-fleet-"));
  try {
    const fleet = generateFleet(folder, { environments });
    const [first = "", second = ""] = fleet.names;
    const base = await (await openRepository(folder)).resolve("HEAD");
    const changes: readonly [string, () => void][] = [
      ["one environment", () => fleet.write(`environments/${second}/environment.yaml`, "kind: Environment\n")],
      ["one environment's apps", () => fleet.write(`environments/${first}/apps/config.yaml`, "kind: ConfigMap\n")],
      ["a profile", () => fleet.write("environments/_profiles/small.yaml", "kind: Profile\n")],
      ["the program", () => fleet.write("src/desired/names.ts", "export const names = [1];\n")],
      ["a source that the program does not load", () => fleet.write("src/cli/help.ts", "export const help = 1;\n")],
    ];
    const times: AffectedTimes[] = [];
    let before = base;
    for (const [change, write] of changes) {
      write();
      const head = fleet.commit(change);
      times.push({ change, ...(await timeTwice(folder, { base: before, head })) });
      before = head;
    }
    return times;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeTwice(folder: string, range: { base: string; head: string }) {
  const startedAt = performance.now();
  const ports = { git: await openRepository(folder), programs: esbuildProgramReader, reach: everywhere };
  const { environments } = await affectedEnvironments(range, ports);
  const cold = performance.now() - startedAt;
  await affectedEnvironments(range, ports);
  return { affected: environments.length, cold, warm: performance.now() - startedAt - cold };
}

/** The slowest of all changes among 1,500 folders. */
export const affectedBenchmarks: readonly Benchmark[] = (
  [
    ["cold", 3000],
    ["warm", 1000],
  ] as const
).map(([temperature, goal]) => ({
  name: `affected environments among 1,500 folders, ${temperature}`,
  unit: "ms",
  goal,
  runs: 3,
  prepare: async () => ({
    measure: async () => Math.max(...(await measureAffected()).map((times) => times[temperature])),
  }),
}));
