import { describe, expect, it } from "vitest";
import { type Exchange, leasesOver } from "../../../src/lease/index.ts";
import { acquisitionOf, ProcessTime } from "../../contract/lease/acquisitions.ts";
import { MemoryLeaseStore } from "../../fakes/driver/memory-lease-store.ts";

/** A place at which another run is always faster: it takes what this one asks for. */
class RacedStore extends MemoryLeaseStore {
  races = 0;
  /** Whether the other run gives back at once what it has taken. */
  givesBack = true;

  override async exchange(exchanges: readonly Exchange[]): Promise<boolean> {
    const eve = leasesOver(this.#quiet, new ProcessTime());
    const held = await eve.acquire(
      exchanges.map(({ environment }) => environment),
      acquisitionOf("Eve"),
    );
    if (this.givesBack) await eve.release(held);
    this.races += 1;
    return await super.exchange(exchanges);
  }

  readonly #quiet = {
    place: "memory",
    read: (environments?: readonly string[]) => this.read(environments),
    exchange: (exchanges: readonly Exchange[]) => super.exchange(exchanges),
  };
}

describe("a run that races for leases", () => {
  it.each([
    ["gives them back at once", true, "leases-unreachable"],
    ["has them", false, "lease-held"],
  ])("ends when it is interrupted, also where the other run %s", async (_, givesBack, code) => {
    const store = new RacedStore();
    store.givesBack = givesBack;
    const interrupt = new AbortController();
    const time = new ProcessTime();
    const asks = acquisitionOf("Ada", { wait: true, signal: interrupt.signal });
    const waiting = leasesOver(
      {
        place: store.place,
        read: (environments) => store.read(environments),
        async exchange(exchanges) {
          if (store.races >= 3 || !givesBack) interrupt.abort();
          return await store.exchange(exchanges);
        },
      },
      time,
    ).acquire(["dev"], asks);
    await expect(waiting).rejects.toMatchObject({ code });
    expect(store.races).toBeLessThan(5);
  });
});

describe("a run that was cut off", () => {
  /** What one process knows of the leases of others, each of which has a time of its own. */
  const looking = async () => {
    const store = new MemoryLeaseStore();
    const other = leasesOver(store, new ProcessTime());
    const time = new ProcessTime();
    const leases = leasesOver(store, time);
    return { other, time, leases, first: await other.acquire(["dev"], acquisitionOf("Ada")) };
  };

  it("is not waited for again by a process that has found that out already", async () => {
    const { leases, time } = await looking();
    const runs = await leases.watch(["dev"]);
    expect((await runs.acting(new AbortController().signal)).size).toBe(0);
    const { passed } = time;
    expect(await leases.acquire(["dev"], acquisitionOf("Eve"))).toMatchObject([{ cutOff: { actor: "Ada" } }]);
    expect(time.passed).toBe(passed);
  });

  it("is waited for as long as is left, by a process that has seen its lease before", async () => {
    const { leases, time } = await looking();
    await leases.watch(["dev"]);
    time.passed += 45_000;
    await leases.acquire(["dev"], acquisitionOf("Eve"));
    expect(time.passed).toBe(60_000);
  });

  it("is waited for in full where it took the lease after the process had seen that of another run", async () => {
    const { other, leases, time, first } = await looking();
    await leases.watch(["dev"]);
    await other.release(first);
    await other.acquire(["dev"], acquisitionOf("Bob"));
    time.passed += 3_600_000;
    await leases.acquire(["dev"], acquisitionOf("Eve"));
    expect(time.passed).toBe(3_660_000);
  });
});

describe("leases that are given back", () => {
  it("are said to be left when their documents change each time, since they have to lapse", async () => {
    const store = new MemoryLeaseStore();
    const leases = leasesOver(store, new ProcessTime());
    let held = await leases.acquire(["dev"], acquisitionOf("Ada"));
    const overtaken = leasesOver(
      {
        place: store.place,
        read: (environments) => store.read(environments),
        async exchange(exchanges) {
          held = await leases.renew(held);
          return await store.exchange(exchanges);
        },
      },
      new ProcessTime(),
    );
    await expect(overtaken.release(held)).rejects.toMatchObject({ code: "leases-unreachable" });
    await leases.release(held);
    expect(await leases.list()).toMatchObject([{ lease: { state: "released" } }]);
  });
});
