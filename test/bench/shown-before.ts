import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { previewChange } from "../../src/flows/index.ts";
import { mergeTreesWithGit } from "../../src/git/executable/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { fileHistory } from "../../src/history/file/index.ts";
import { planFiles } from "../../src/history/plan-files/index.ts";
import { DriverWorld } from "../fakes/driver/driver-world.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Fleet, generateFleet } from "./fleet.ts";

const environments = 1500;

/**
 * What a preview of 1,500 environments costs beside its engine's runs, when one of them changed since all were previewed: the engine
 * is one that answers at once.
 */
const oneChanged: Benchmark = {
  name: "preview of 1,500 environments, one changed since",
  unit: "ms",
  goal: 2000,
  runs: 3,
  async prepare() {
    const folder = mkdtempSync(path.join(tmpdir(), "groundwork-shown-"));
    const fleet = generateFleet(folder, { environments });
    const world = new DriverWorld([]);
    for (const name of fleet.names) world.engine.wanted.set(name, { main: { cidr: "10.0.0.0/16" } });
    fleet.write("stacks/index.ts", 'import { names } from "../src/desired/names.ts";\nexport const every = names;\n');
    const base = fleet.commit("Change the program");
    await preview(fleet, world, `${base}~1`);
    let turn = 0;
    return {
      async measure() {
        const [name = ""] = fleet.names;
        turn += 1;
        fleet.write(`environments/${name}/sizes.json`, JSON.stringify({ turn }));
        fleet.commit("Change one environment");
        world.engine.calls.length = 0;
        const startedAt = performance.now();
        const shown = await preview(fleet, world, `${base}~1`);
        const milliseconds = performance.now() - startedAt;
        if (shown !== environments || world.engine.calls.length !== 1)
          throw new Error(`${shown} environments were previewed, ${world.engine.calls.length} of them by the engine.`);
        return milliseconds;
      },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

/** By a process of its own, as far as what it reads is concerned. @returns how many environments were previewed */
async function preview({ folder }: Fleet, world: DriverWorld, base: string): Promise<number> {
  const git = await openRepository(folder, mergeTreesWithGit(process.env), process.env);
  const own = path.join(folder, ".groundwork");
  const ports = {
    ...world.portsOn(git),
    history: fileHistory(path.join(own, "history")),
    plans: planFiles(path.join(own, "plans")),
  };
  const { environments: shown } = await previewChange({ base, head: "HEAD", environments: [], refresh: false }, ports);
  return shown.length;
}

export const shownBeforeBenchmarks: readonly Benchmark[] = [oneChanged];
