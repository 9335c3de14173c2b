import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { previewChangeRequest } from "../../src/flows/index.ts";
import { mergeTreesWithGit } from "../../src/git/executable/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { previewWriter as write } from "../fakes/driver/comment-writers.ts";
import { DriverWorld } from "../fakes/driver/driver-world.ts";
import { MemoryForge } from "../fakes/driver/memory-forge.ts";
import type { Benchmark } from "./benchmark.ts";
import { generateFleet } from "./fleet.ts";

const environments = 500;

/** What check, annotations and comment of one push ask a forge to write. Every push changes the program, and with it every environment. */
const writesOfPush: Benchmark = {
  name: `requests that write, for a push that changes ${environments} environments`,
  unit: "requests",
  goal: 5,
  runs: 2,
  async prepare() {
    const folder = mkdtempSync(path.join(tmpdir(), "groundwork-pushes-"));
    const fleet = generateFleet(folder, { environments });
    const world = new DriverWorld([]);
    for (const name of fleet.names) world.engine.wanted.set(name, { main: { cidr: "10.0.0.0/16" } });
    const base = { branch: "main", commit: await (await openRepository(folder)).resolve("HEAD") };
    const host = new MemoryForge();
    host.annotations = new Map();
    let push = 0;
    return {
      async measure() {
        push += 1;
        fleet.write("src/desired/names.ts", `export const names = [${push}];\n`);
        const commit = fleet.commit("Change the program");
        if (push === 1) host.open(1, commit, { base });
        else host.change(1, { head: { branch: "topic", commit } });
        const before = host.writes;
        const ports = world.portsOn(await openRepository(folder, mergeTreesWithGit(process.env), process.env));
        const request = { environments: [], refresh: false, number: 1, write, onNotPosted: () => undefined };
        const { preview, posting } = await previewChangeRequest(request, ports, host.forge);
        const { length } = preview.environments;
        if (length !== environments || posting.problems.length > 0)
          throw new Error(`${length} environments were previewed, with ${posting.problems.length} problems.`);
        return host.writes - before;
      },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

export const pushBenchmarks: readonly Benchmark[] = [writesOfPush];
