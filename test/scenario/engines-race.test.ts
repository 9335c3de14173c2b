import { readdir, readFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import { stack } from "./crash-harness/engine-parts.ts";
import { changed, original } from "./crash-harness/programs.ts";
import { settledProblems } from "./crash-harness/resume.ts";
import { type Ended, removeWorlds, type StartedEngine, World } from "./crash-harness/world.ts";
import { until } from "./stack-harness/stack-project.ts";

afterAll(removeWorlds);

const patience = { timeout: 300_000 };

/** A gate that holds every request to change the cloud. */
function gate(world: World): { readonly open: () => void; readonly reached: () => boolean } {
  let reached = false;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  world.beforeMutations(async () => {
    reached = true;
    await opened;
  });
  return { open, reached: () => reached };
}

/** Lets one of the engines go on once all others have ended. Gives the one, and how the others ended. */
async function race(world: World, engines: readonly StartedEngine[], open: () => void) {
  const ended: Ended[] = [];
  const all = engines.map(async (engine) => {
    const end = await engine.ended;
    ended.push(end);
    return end;
  });
  await until("all but one to end", () => ended.length >= engines.length - 1);
  const losers = [...ended];
  open();
  const ends = await Promise.all(all);
  const [winner] = ends.filter((end) => !losers.includes(end));
  expect(await world.isLocked()).toBe(false);
  return { winner, losers };
}

const resultOf = (end: Ended | undefined) => (end?.end && "result" in end.end ? end.end.result : JSON.stringify(end));
const refusalOf = ({ end }: Ended) => (end && "refused" in end ? end.refused : JSON.stringify(end));

describe("engines in processes of their own that want one stack at once", () => {
  it(
    "are one that goes ahead and others that are refused with its name, though all want different things",
    patience,
    async () => {
      for (const verbs of [
        ["up", "up", "up", "up"],
        ["up", "destroy"],
        ["destroy", "up", "destroy"],
      ] as const) {
        const world = await World.open();
        await world.engine(original).engine.up(world.work);
        const { open } = gate(world);
        const engines = await Promise.all(
          verbs.map((verb) => world.start({ verb, wanted: verb === "up" ? changed : [] })),
        );
        const { winner, losers } = await race(world, engines, open);
        expect(resultOf(winner)).toBe("succeeded");
        expect(losers.map(refusalOf)).toEqual(losers.map(() => "stack-locked"));
        const pids = engines.map(({ pid }) => `(pid ${pid})`);
        for (const { end } of losers)
          expect(pids.some((pid) => end && "message" in end && end.message.includes(pid))).toBe(true);
        expect(await world.contradictions()).toEqual([]);
        await world.remove();
      }
    },
  );

  it("take over from one that was killed once: the one that goes ahead says so", patience, async () => {
    const seed = await World.open();
    await seed.engine(original).engine.up(seed.work);
    const { killed } = await seed.run({
      verb: "up",
      wanted: changed,
      strike: { at: "saved", number: 3, signal: "SIGKILL" },
    });
    expect(killed).toBe(true);
    const pending = (await seed.snapshot())?.pendingOperations ?? [];
    expect(pending.length).toBeGreaterThan(0);
    const { open } = gate(seed);
    const engines = await Promise.all([1, 2, 3].map(() => seed.start({ verb: "up", wanted: changed })));
    const { winner, losers } = await race(seed, engines, open);
    expect(resultOf(winner)).toBe("succeeded");
    expect(winner?.err).toMatch(/^Took over the lock of proj\/dev from [^]*no longer runs/u);
    expect(losers.map(refusalOf)).toEqual(["stack-locked", "stack-locked"]);
    expect(losers.map(({ err }) => err)).toEqual(["", ""]);
    expect(await seed.contradictions()).toEqual([]);
  });

  it("go one after the other when they are told to wait, and create nothing twice", patience, async () => {
    const world = await World.open();
    const engines = await Promise.all([1, 2, 3].map(() => world.start({ verb: "up", wanted: original, wait: true })));
    const ends = await Promise.all(engines.map(({ ended }) => ended));
    expect(ends.map(resultOf)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(await settledProblems(world, original)).toEqual([]);
    expect(world.cloud.order("create").toSorted()).toEqual([...new Set(world.cloud.order("create"))].toSorted());
  });
});

describe.runIf(process.platform === "linux")(
  "an engine that stood still while its lock was cancelled and another one took over",
  () => {
    it("writes nothing more, begins nothing more in the cloud, and says why", patience, async () => {
      const seed = await World.open();
      await seed.engine(original).engine.up(seed.work);
      // The number of writes differs between runs, because saves that wait for each other become one.
      const moments = [
        ...[1, 6, 12, 20, 30, 40].map((number) => ({ at: "event", number }) as const),
        ...[3, 8, 13].map((number) => ({ at: "flushed", number }) as const),
        ...[1, 2, 3].map((number) => ({ at: "recorded", number }) as const),
        ...[4, 10].map((number) => ({ at: "saved", number }) as const),
      ];
      for (const moment of moments) {
        const world = await seed.copy();
        const stopped = await world.start({ verb: "up", wanted: changed, strike: { ...moment, signal: "SIGSTOP" } });
        await until("the engine to stand still", async () => await standsStill(stopped.pid));
        const begun = new Set((await world.snapshot())?.pendingOperations.map(({ resource }) => resource.urn));
        const { engine, store } = world.engine(changed);
        expect(await store.cancel(stack)).toMatchObject([{ pid: stopped.pid }]);
        expect((await engine.up(world.work)).result).toBe("succeeded");
        const text = await readFile(world.paths.stateFile, "utf8");
        const history = await readdir(world.paths.historyFolder);
        const asked = world.cloud.calls.length;
        process.kill(stopped.pid, "SIGCONT");
        const { end } = await stopped.ended;
        const label = `${moment.at} ${moment.number}`;
        expect([label, end && "result" in end ? end.result : end]).toEqual([label, "failed"]);
        const errors = end && "errors" in end ? end.errors.join("\n") : "";
        expect(errors).toMatch(/The lock of proj\/dev was removed while this process was changing the stack/u);
        expect([label, await readFile(world.paths.stateFile, "utf8")]).toEqual([label, text]);
        expect(await readdir(world.paths.historyFolder)).toEqual(history);
        // Only a call that was sent before may still arrive. Its operation is pending in the state that the other engine found.
        const late = world.cloud.calls.slice(asked).filter(({ call }) => /^(?:create|update|delete)$/u.test(call));
        expect([label, late.filter(({ urn }) => !begun.has(urn))]).toEqual([label, []]);
        expect([label, ...(await world.contradictions())]).toEqual([label]);
        await world.remove();
      }
    });
  },
);

async function standsStill(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  return line.slice(line.lastIndexOf(")") + 2).startsWith("T");
}
