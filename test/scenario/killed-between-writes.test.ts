import { describe, expect, it } from "vitest";
import { runKind } from "../../src/change/index.ts";
import { bringUpReviewed, type FlowPorts, previewChangeRequest } from "../../src/flows/index.ts";
import type { Forge } from "../../src/forge/index.ts";
import { previewWriter, runWriter } from "../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles } from "../fakes/driver/driver-world.ts";
import { FakeEngine } from "../fakes/driver/fake-engine.ts";
import { bob, MemoryForge } from "../fakes/driver/memory-forge.ts";

type Moment = "before" | "after";

/** Ends a process at one of its writes: from then on nothing of it reaches the world. */
class Kill {
  #left: number;
  #isDead = false;

  /** @param nth `Infinity` for a process that is not killed */
  constructor(
    nth: number,
    private readonly moment: Moment,
  ) {
    this.#left = nth;
  }

  get happened(): boolean {
    return this.#isDead;
  }

  async write<T>(act: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Error("killed");
    this.#left -= 1;
    if (this.#left > 0) return await act();
    if (this.moment === "after") await act();
    this.#isDead = true;
    throw new Error("killed");
  }
}

const unharmed = () => new Kill(Number.POSITIVE_INFINITY, "before");

/** Change request 1 edits dev. Each command is a process of its own. */
async function opened() {
  const world = new DriverWorld(["dev"]);
  const host = new MemoryForge();
  host.annotations = new Map();
  const base = await world.git.resolve("HEAD");
  const changed = environmentFiles("dev", "spec: { values: { a: b } }\n");
  const topic = world.git.make(changed, { onto: base, branch: "topic" });
  host.open(1, topic, { base: { branch: "main", commit: base } });
  const common = { environments: [], refresh: false, onNotPosted: () => {} };
  return {
    world,
    host,
    preview: (kill: Kill) =>
      previewChangeRequest(
        { ...common, number: 1, write: previewWriter },
        portsUnder(kill, world),
        forgeUnder(kill, host.forge),
      ),
    approve: () =>
      host.reviews.set(1, [
        { reviewer: bob, verdict: "approved", commit: topic, at: new Date(world.now).toISOString(), isOfficial: true },
      ]),
    merge: () => {
      const commit = world.git.make(changed, { and: [topic] });
      host.change(1, { state: "merged", merge: { commit, at: new Date(world.now).toISOString(), by: bob } });
      host.branchHeads.set("refs/heads/main", commit);
      return commit;
    },
    up: (kill: Kill) =>
      bringUpReviewed(
        { ...common, branch: "main", requiredApprovals: 1, confirm: async () => true, write: runWriter },
        portsUnder(kill, world),
        forgeUnder(kill, host.forge),
      ),
  };
}

function portsUnder(kill: Kill, world: DriverWorld): FlowPorts {
  const { history, plans } = world;
  world.engine.up = (work) => kill.write(() => FakeEngine.prototype.up.call(world.engine, work));
  return {
    ...world.ports,
    history: {
      record: (entry) => kill.write(() => history.record(entry)),
      shownPlans: history.shownPlans,
      shownByInputs: history.shownByInputs,
      lastRuns: history.lastRuns,
      notices: history.notices,
      list: history.list,
      verify: history.verify,
    },
    plans: {
      keep: (...plan) => kill.write(() => plans.keep(...plan)),
      find: (...wanted) => plans.find(...wanted),
    },
  };
}

function forgeUnder(kill: Kill, { board, statuses, annotations, deployments, ...forge }: Forge): Forge {
  return {
    ...forge,
    ...(board && { board: { ...board, ensureComment: (...asked) => kill.write(() => board.ensureComment(...asked)) } }),
    ...(statuses && {
      statuses: { ...statuses, setStatus: (...asked) => kill.write(() => statuses.setStatus(...asked)) },
    }),
    ...(annotations && {
      annotations: { ensureAnnotations: (...asked) => kill.write(() => annotations.ensureAnnotations(...asked)) },
    }),
    ...(deployments && {
      deployments: {
        ...deployments,
        ensureDeployment: (...asked) => kill.write(() => deployments.ensureDeployment(...asked)),
      },
    }),
  };
}

/** Each write of a command, and the moment before and after it. @param least that the command is known to have */
async function atEachWrite(least: number, tell: (kill: Kill) => Promise<void>): Promise<void> {
  for (const moment of ["before", "after"] as const) {
    let nth = 1;
    for (let happened = true; happened; nth += 1) {
      const kill = new Kill(nth, moment);
      await tell(kill);
      happened = kill.happened;
    }
    // The last one was not killed.
    expect(nth - 2).toBeGreaterThanOrEqual(least);
  }
}

const green = "groundwork/preview success";

describe("a preview of a change request that is killed at any of its writes", () => {
  it("binds a merge only when its comment is there, and its check is not green before", async () => {
    await atEachWrite(6, async (kill) => {
      const { world, host, preview, approve, merge, up } = await opened();
      const ended = await preview(kill).catch((thrown: Error) => thrown.message);
      expect(ended === "killed").toBe(kill.happened);
      const isRecorded = world.history.records.length > 0;
      const isShown = host.comments.has("1 preview");
      const isGreen = host.statuses.some((status) => status.includes(green));
      expect(isShown || !isRecorded).toBe(true);
      expect(isRecorded || !isGreen).toBe(true);
      approve();
      merge();
      const { run } = await up(unharmed());
      expect(run.refusal?.kind).toBe(isRecorded ? undefined : "not-what-was-shown");
    });
  });

  it("is made again by the next one, with one comment, one check and an intact record, and binds then", async () => {
    await atEachWrite(6, async (kill) => {
      const { world, host, preview, approve, merge, up } = await opened();
      await preview(kill).catch(() => undefined);
      const { posting } = await preview(unharmed());
      expect(posting.problems).toEqual([]);
      expect([...host.comments.keys()]).toEqual(["1 preview"]);
      expect([...(host.annotations?.keys() ?? [])]).toHaveLength(1);
      expect(host.statuses.at(-1)).toContain(green);
      expect(await world.history.verify()).toMatchObject({ kind: "intact" });
      approve();
      merge();
      expect((await up(unharmed())).run.refusal).toBeUndefined();
    });
  });
});

describe("an up on a merge that is killed at any of its writes", () => {
  it("is finished by the next one: nothing is done twice, lost, or done without having been shown", async () => {
    await atEachWrite(6, async (kill) => {
      const { world, host, preview, approve, merge, up } = await opened();
      await preview(unharmed());
      approve();
      const commit = merge();
      const ended = await up(kill).catch((thrown: Error) => thrown.message);
      expect(ended === "killed").toBe(kill.happened);
      const { run, posting } = await up(unharmed());
      expect(run.refusal).toBeUndefined();
      expect(run.environments.map((each) => each.affected.name)).toEqual(["dev"]);
      expect(["applied", "unchanged"]).toContain(run.environments.map(runKind).join());
      expect(posting.problems).toEqual([]);
      expect(world.engine.standing.get("dev")).toEqual({ main: { cidr: "10.0.0.0/16" } });
      expect(created(world)).toBeLessThanOrEqual(1);
      expect((await world.history.lastRuns()).runs.get("dev")).toMatchObject({ commit, result: "succeeded" });
      expect(await world.history.verify()).toMatchObject({ kind: "intact" });
      expect([...host.comments.keys()]).toEqual(["1 preview", "1 up"]);
      expect(host.statuses.at(-1)).toBe(`${commit} groundwork/up success: done`);
      expect(new Set(host.deployments)).toEqual(new Set([`dev ${commit} success`]));
    });
  });
});

/** Creations that records tell of. */
function created({ history }: DriverWorld): number {
  return history.records
    .flatMap((record) => (record.kind === "up" ? record.environments : []))
    .flatMap(({ layers }) => layers)
    .reduce((sum, { counts }) => sum + counts.create, 0);
}
