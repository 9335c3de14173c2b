import { beforeEach, describe, expect, it } from "vitest";
import { HeldLeases, type Leases, LeasesUnreachable, leasesOver } from "../../../src/lease/index.ts";
import { acquisitionOf, ProcessTime } from "../../contract/lease/acquisitions.ts";
import { MemoryLeaseStore } from "../../fakes/driver/memory-lease-store.ts";

let store: MemoryLeaseStore;
let time: ProcessTime;
let lost: number;
let notices: string[];
beforeEach(() => {
  store = new MemoryLeaseStore();
  time = new ProcessTime();
  lost = 0;
  notices = [];
});

const others = () => leasesOver(store, new ProcessTime());

/** The leases of one run, in whose waits the time of the test passes. */
function heldLeases(change: (leases: Leases) => Partial<Leases> = () => ({})): HeldLeases {
  const leases = leasesOver(store, time);
  return new HeldLeases({
    seconds: time.seconds,
    clock: time.clock,
    monotonic: time.monotonic,
    wait: time.wait,
    leases: { ...leases, ...change(leases) },
    owner: { actor: "Ada", host: "ci-7", process: { pid: 42 } },
    waits: false,
    signal: new AbortController().signal,
    onNotice: (line) => notices.push(line),
    onLost: () => {
      lost += 1;
    },
  });
}

/** Resolves when a condition holds, while other work goes on. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const renewals = () => Number(/"renewal":(\d+)/u.exec(store.documents.get("dev") ?? "")?.[1]);

describe("work under leases", () => {
  it("has them renewed for as long as it lasts, and released when it ends", async () => {
    const held = heldLeases();
    const done = await held.during(["dev", "shop"], "up of 4c1f2ab", async (taken) => {
      await until(() => renewals() >= 8);
      return taken.map(({ lease }) => lease.owner.doing);
    });
    expect(done).toEqual({ result: ["up of 4c1f2ab", "up of 4c1f2ab"] });
    expect(await others().list()).toMatchObject([{ lease: { state: "released" } }, { lease: { state: "released" } }]);
    expect([lost, notices]).toEqual([0, []]);
  });

  it("says nothing of an owner that a terminal, or the runner of a CI, would take for a command", async () => {
    const owner = { ...acquisitionOf("Eve").owner, doing: "\u001B[2Jup\n::error::done", actor: "##[group]Eve" };
    await others().acquire(["dev"], { ...acquisitionOf("Eve"), owner });
    await heldLeases().during(["dev"], "up of 4c1f2ab", async () => "done");
    expect(notices).toHaveLength(2);
    for (const notice of notices) {
      expect(notice).toContain("up\\n::error::done by #\\u0023[group]Eve");
      expect(Buffer.from(notice).every((byte) => byte >= 0x20)).toBe(true);
    }
  });

  it("has them released when it fails, with its own error", async () => {
    const failing = heldLeases().during(["dev"], "up of 4c1f2ab", () => Promise.reject(new Error("no such region")));
    await expect(failing).rejects.toThrow("no such region");
    expect(await others().list()).toMatchObject([{ lease: { state: "released" } }]);
  });

  it("is not begun when a lease is held", async () => {
    await others().acquire(["dev"], acquisitionOf("Eve"));
    const [eve] = await others().list();
    time.beforeLook = async () => {
      const lease = eve?.kind === "lease" ? eve.lease : undefined;
      if (lease) await others().renew([{ lease }]);
    };
    let begun = false;
    const refused = heldLeases().during(["dev"], "up of 4c1f2ab", async () => {
      begun = true;
    });
    await expect(refused).rejects.toMatchObject({ code: "lease-held" });
    expect(begun).toBe(false);
    expect(notices).toEqual([expect.stringContaining("Looking for up to 60 s whether that run still renews it")]);
  });

  it("is told to stop when a lease is taken away, and leaves what the next run has", async () => {
    const held = heldLeases();
    const done = await held.during(["dev", "shop"], "up of 4c1f2ab", async ([first]) => {
      await others().revoke("dev", { run: first?.lease.owner.run ?? "" }, "Eve");
      await others().acquire(["dev"], acquisitionOf("Eve"));
      await until(() => lost > 0);
      return "stopped";
    });
    expect(done).toMatchObject({ result: "stopped", lost: { code: "lease-lost", kind: "failed" } });
    expect(notices).toEqual([expect.stringMatching(/^The lease of dev was lost.*taken for up of 4c1f2ab by Eve/u)]);
    expect(await others().list()).toMatchObject([
      { lease: { state: "held", owner: { actor: "Eve" } } },
      { lease: { state: "released", owner: { actor: "Ada" } } },
    ]);
  });

  it.each([
    [
      "cannot be reached",
      () => Promise.reject(new LeasesUnreachable({ place: "memory", problem: "it is off" })),
      "it is off",
    ],
    ["does not answer", () => new Promise<never>(() => {}), "does not answer"],
  ])("is told to stop before others may take its leases when their place %s", async (_, renew, words) => {
    let lostAt = Number.POSITIVE_INFINITY;
    const held = heldLeases(() => ({ renew, release: renew }));
    const work = async () => {
      await until(() => lost > 0);
      lostAt = time.passed;
    };
    const done = await held.during(["dev"], "up of 4c1f2ab", work);
    expect(done.lost).toMatchObject({ code: "lease-lost" });
    expect(notices).toEqual([
      expect.stringMatching(new RegExp(`could not be renewed for 40 s: .*${words}`, "u")),
      expect.stringMatching(new RegExp(`dev could not be released and lapse in 60 s: .*${words}`, "u")),
    ]);
    expect(lostAt).toBeLessThan(60_000);
  });

  it("counts the time of its leases from before they were sent, so that an answer that comes late leaves less of it", async () => {
    const answering = 30_000;
    const exchange = store.exchange.bind(store);
    store.exchange = async (exchanges) => {
      const done = await exchange(exchanges);
      if (exchanges.some(({ text }) => text.includes('"renewal":0'))) time.passed += answering;
      return done;
    };
    const renew = () => Promise.reject(new LeasesUnreachable({ place: "memory", problem: "it is off" }));
    let lostAt = 0;
    await heldLeases(() => ({ renew })).during(["dev"], "up of 4c1f2ab", async () => {
      await until(() => lost > 0);
      lostAt = time.passed;
    });
    expect(lostAt).toBeLessThan(60_000);
  });

  it("is not begun when the answer came so late that others may soon take the leases", async () => {
    const exchange = store.exchange.bind(store);
    store.exchange = async (exchanges) => {
      time.passed += 40_000;
      return await exchange(exchanges);
    };
    const late = heldLeases().during(["dev"], "up of 4c1f2ab", async () => "done");
    await expect(late).rejects.toMatchObject({
      code: "leases-unreachable",
      message: expect.stringContaining("it took 40 s to answer"),
    });
    expect(await others().list()).toMatchObject([{ lease: { state: "released" } }]);
  });

  it("goes on over an outage that is shorter", async () => {
    let outages = 2;
    const held = heldLeases((leases) => ({
      renew: async (taken) => {
        if (outages-- > 0) throw new LeasesUnreachable({ place: "memory", problem: "it is off" });
        return await leases.renew(taken);
      },
    }));
    const done = await held.during(["dev"], "up of 4c1f2ab", async () => await until(() => renewals() > 0));
    expect([done.lost, lost]).toEqual([undefined, 0]);
  });

  it("keeps its result when leases cannot be released, and says when they lapse", async () => {
    const release = () => Promise.reject(new LeasesUnreachable({ place: "memory", problem: "it is off" }));
    const done = await heldLeases(() => ({ release })).during(["dev"], "up of 4c1f2ab", async () => "done");
    expect(done.result).toBe("done");
    expect(notices).toEqual([expect.stringMatching(/The leases of dev could not be released and lapse in 60 s/u)]);
  });

  it("knows its number until after it has lost the lease", async () => {
    const held = heldLeases();
    expect(held.fenceOf("dev")).toBeUndefined();
    const { result } = await held.during(["dev"], "up of 4c1f2ab", async ([first]) => first?.lease.fence);
    expect(held.fenceOf("dev")).toBe(result);
  });
});
