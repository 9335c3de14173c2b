import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type FoundLease,
  type HeldLease,
  type LeaseSettings,
  type LeaseStore,
  type Leases,
  LeasesUnreachable,
  leasesOver,
} from "../../../src/lease/index.ts";
import { systemClock } from "../../../src/lib/index.ts";
import { acquisitionOf, ownerOf, ProcessTime } from "./acquisitions.ts";
import { breakingExchanges, refusing } from "./faulty-stores.ts";
import { watchedRunsContract } from "./watched-runs-contract.ts";

/** A place for leases, empty at first. */
export interface LeaseStage {
  /** The place as another process opens it. */
  open(): LeaseStore | Promise<LeaseStore>;
  /** Puts a text into the place of an environment's document, behind the store's back. */
  write(environment: string, text: string): Promise<void>;
  /** How long workers that wait let pass between two looks at most, in milliseconds. @default 5 */
  readonly patience?: number;
}

/** Time as it is, of runs that look more often than they need to. */
function realTime(patience: number): LeaseSettings {
  return {
    seconds: 60,
    clock: systemClock,
    monotonic: () => performance.now(),
    wait: async (milliseconds) => {
      await pause(Math.min(milliseconds, patience * (1 + Math.random())));
    },
  };
}

/** What every {@link Leases} does, over each store. */
export function leaseContract(name: string, make: () => LeaseStage | Promise<LeaseStage>): void {
  describe(`${name} as leases`, { timeout: 60_000 }, () => {
    let stage: LeaseStage;
    beforeEach(async () => {
      stage = await make();
    });
    const opened = async (time: LeaseSettings = new ProcessTime()): Promise<Leases> =>
      leasesOver(await stage.open(), time);
    const fences = (held: readonly HeldLease[]) => held.map(({ lease }) => lease.fence);
    const listed = async () => (await (await opened()).list()).map(stateOf);

    watchedRunsContract(opened, listed);

    it("has none at first", async () => {
      expect(await listed()).toEqual([]);
    });

    it("gives all environments to one run, in the order of their names, and names them to others", async () => {
      const leases = await opened();
      const held = await leases.acquire(["shop", "dev", "dev"], acquisitionOf("Ada"));
      expect(held.map(({ lease: { environment, state, owner } }) => [environment, state, owner.actor])).toEqual([
        ["dev", "held", "Ada"],
        ["shop", "held", "Ada"],
      ]);
      expect(await listed()).toEqual(["dev held by Ada", "shop held by Ada"]);
    });

    it("takes none of several where one is held, and says who has it, since when and what to do", async () => {
      const [first] = await (await opened()).acquire(["shop"], acquisitionOf("Ada"));
      const time = new ProcessTime();
      const ada = await opened();
      let held: readonly HeldLease[] = first ? [first] : [];
      time.beforeLook = async () => {
        held = await ada.renew(held);
      };
      const refused = (await opened(time)).acquire(["dev", "shop"], acquisitionOf("Eve"));
      await expect(refused).rejects.toMatchObject({
        code: "lease-held",
        kind: "refused",
        data: { held: [{ environment: "shop", run: first?.lease.owner.run, seconds: 60 }] },
        message: expect.stringMatching(
          /^shop is being changed: up of 4c1f2ab by Ada on ci-7, since 2026.*--wait-for-lock/,
        ),
      });
      expect(await listed()).toEqual(["shop held by Ada"]);
    });

    it("is taken again after it was released, with a higher number, and stays as a document", async () => {
      const leases = await opened();
      const held = await leases.acquire(["dev"], acquisitionOf("Ada"));
      await leases.release(held);
      await leases.release(held);
      expect(await listed()).toEqual(["dev released by Ada"]);
      const [number = 0] = fences(held);
      expect(fences(await (await opened()).acquire(["dev"], acquisitionOf("Eve")))).toEqual([number + 1]);
    });

    it("never gives a lower number when the clock was set back", async () => {
      const ahead = new ProcessTime();
      ahead.now += 10 * 365 * 86_400_000;
      const leases = await opened(ahead);
      const held = await leases.acquire(["dev"], acquisitionOf("Ada"));
      await leases.release(held);
      const next = await (await opened()).acquire(["dev"], acquisitionOf("Eve"));
      expect(fences(next)[0]).toBeGreaterThan(fences(held)[0] ?? 0);
    });

    it("stays its run's through many renewals, and is given back in its last form", async () => {
      const leases = await opened();
      let held = await leases.acquire(["dev", "shop"], acquisitionOf("Ada"));
      for (let times = 0; times < 5; times++) held = await leases.renew(held);
      expect(held.map(({ lease }) => lease.renewal)).toEqual([5, 5]);
      await leases.release(held);
      expect(await listed()).toEqual(["dev released by Ada", "shop released by Ada"]);
    });

    it("is taken from a run that does not renew it, after its time, and says whose run was cut off", async () => {
      const [before] = await (await opened()).acquire(["dev"], acquisitionOf("Ada"));
      const time = new ProcessTime();
      const [taken] = await (await opened(time)).acquire(["dev"], acquisitionOf("Eve"));
      expect(taken).toMatchObject({ lease: { owner: { actor: "Eve" } }, cutOff: { actor: "Ada" } });
      expect(taken?.lease.fence).toBeGreaterThan(before?.lease.fence ?? 0);
      expect(time.passed).toBeGreaterThanOrEqual(60_000);
      expect(time.passed).toBeLessThan(70_000);
    });

    it("is not taken sooner or later by a run whose clock jumps", async () => {
      await (await opened()).acquire(["dev"], acquisitionOf("Ada"));
      for (const jump of [86_400_000, -86_400_000]) {
        const time = new ProcessTime();
        time.beforeLook = () => {
          time.now += jump;
        };
        const [taken] = await (await opened(time)).acquire(["dev"], acquisitionOf("Eve"));
        expect(taken?.cutOff).toBeDefined();
        expect(time.passed).toBeGreaterThanOrEqual(60_000);
        expect(time.passed).toBeLessThan(70_000);
      }
    });

    it("tells a paused run that its lease was taken, and leaves the next run's alone when it releases", async () => {
      const paused = await opened();
      const held = await paused.acquire(["dev"], acquisitionOf("Ada"));
      await (await opened()).acquire(["dev"], acquisitionOf("Eve"));
      await expect(paused.renew(held)).rejects.toMatchObject({
        code: "lease-lost",
        data: { lost: [{ environment: "dev", why: expect.stringContaining("up of 4c1f2ab by Eve") }] },
      });
      await paused.release(held);
      expect(await listed()).toEqual(["dev held by Eve"]);
    });

    it("is waited for by a run that wants to, which is told once who has it", async () => {
      const ada = await opened();
      let held = await ada.acquire(["dev"], acquisitionOf("Ada"));
      const time = new ProcessTime();
      let looks = 0;
      time.beforeLook = async () => {
        looks += 1;
        if (looks === 15) await ada.release(held);
        else if (looks < 15) held = await ada.renew(held);
      };
      const told: string[] = [];
      const waiting = acquisitionOf("Eve", { wait: true, onWaiting: ({ owner }) => told.push(owner.actor) });
      const [taken] = await (await opened(time)).acquire(["dev"], waiting);
      expect(taken?.cutOff).toBeUndefined();
      expect([told, await listed()]).toEqual([["Ada"], ["dev held by Eve"]]);
      expect(time.passed).toBeGreaterThan(60_000);
    });

    it("is waited for no longer when the run is interrupted", async () => {
      await (await opened()).acquire(["dev"], acquisitionOf("Ada"));
      const interrupt = new AbortController();
      const time = new ProcessTime();
      time.beforeLook = () => interrupt.abort();
      const waiting = acquisitionOf("Eve", { wait: true, signal: interrupt.signal });
      await expect((await opened(time)).acquire(["dev"], waiting)).rejects.toMatchObject({ code: "lease-held" });
      expect(await listed()).toEqual(["dev held by Ada"]);
    });

    it("is released by a person who names its run, which is told when it renews", async () => {
      const leases = await opened();
      const held = await leases.acquire(["dev"], acquisitionOf("Ada"));
      const run = held[0]?.lease.owner.run ?? "";
      await expect((await opened()).revoke("dev", { run: "another" }, "Eve")).rejects.toMatchObject({
        code: "lease-not-held-by",
        message: expect.stringContaining("it is held for up of 4c1f2ab by Ada"),
      });
      await (await opened()).revoke("dev", { run }, "Eve");
      await expect(leases.renew(held)).rejects.toMatchObject({ data: { lost: [{ why: "Eve released it" }] } });
      for (const environment of ["dev", "shop"])
        await expect((await opened()).revoke(environment, { run }, "Eve")).rejects.toMatchObject({
          code: "lease-not-held-by",
        });
      const [next] = await (await opened()).acquire(["dev"], acquisitionOf("Eve"));
      expect(next).toMatchObject({ lease: { fence: (held[0]?.lease.fence ?? 0) + 1 } });
      expect(next?.cutOff).toBeUndefined();
    });

    it.each([
      ["is no JSON", () => '{"version":1,"environment":"dev"'],
      ["is empty", () => ""],
      ["is that of another environment", (text: string) => text.replace('"environment":"dev"', '"environment":"shop"')],
      ["asks for a year", (text: string) => text.replace('"seconds":60', '"seconds":31536000')],
      [
        "names a run that a shell would take for a command",
        (text: string) => text.replace(/"run":"/u, '"run":"; true '),
      ],
      ["has no owner", (text: string) => text.replace('"owner"', '"eigner"')],
    ])(
      "names a document that %s, takes nothing, and begins above its number once a person releases it",
      async (_, damage) => {
        const leases = await opened();
        const held = await leases.acquire(["dev"], acquisitionOf("Ada"));
        await stage.write("dev", damage(`${JSON.stringify(held[0]?.lease)}\n`));
        const eve = await opened();
        await expect(eve.acquire(["dev", "shop"], acquisitionOf("Eve"))).rejects.toMatchObject({
          code: "lease-unreadable",
          kind: "unknown",
          message: expect.stringContaining("groundwork leases release dev --unreadable"),
        });
        expect((await eve.list()).map(({ environment, kind }) => [environment, kind])).toEqual([["dev", "unreadable"]]);
        await expect(leases.renew(held)).rejects.toMatchObject({ code: "lease-lost" });
        await eve.revoke("dev", "unreadable", "Eve");
        const [next] = await eve.acquire(["dev"], acquisitionOf("Eve"));
        expect(next?.lease.fence).toBeGreaterThan(held[0]?.lease.fence ?? 0);
      },
    );

    it("leaves a document of a later version alone", async () => {
      const text = '{"version":2,"anything":true}\n';
      await stage.write("dev", text);
      const leases = await opened();
      const refused = { code: "lease-too-new", kind: "refused" };
      await expect(leases.acquire(["dev"], acquisitionOf("Eve"))).rejects.toMatchObject(refused);
      await expect(leases.revoke("dev", "unreadable", "Eve")).rejects.toMatchObject(refused);
      expect(await leases.list()).toEqual([{ kind: "too-new", environment: "dev", version: 2 }]);
    });

    it("takes a document with an owner that never was for a lease, which lapses and is named", async () => {
      const [held] = await (await opened()).acquire(["dev"], acquisitionOf("Ada"));
      const madeUp = { ...held?.lease, fence: 1_900_000_000, owner: ownerOf("Nobody") };
      await stage.write("dev", JSON.stringify(madeUp, undefined, 2));
      const [taken] = await (await opened()).acquire(["dev"], acquisitionOf("Eve"));
      expect(taken).toMatchObject({ lease: { fence: 1_900_000_001 }, cutOff: { actor: "Nobody" } });
    });

    it("is one run's of three that ask at the same moment, and the others take nothing", async () => {
      const results = await Promise.all(
        ["Ada", "Eve", "Bob"].map(async (actor) => {
          const interrupt = new AbortController();
          const time = new ProcessTime();
          time.beforeLook = () => interrupt.abort();
          const asks = acquisitionOf(actor, { signal: interrupt.signal });
          return (await opened(time)).acquire(["dev", "shop", "test"], asks).then(
            () => actor,
            ({ code }: { readonly code: string }) => code,
          );
        }),
      );
      const taken = results.filter((result) => result !== "lease-held");
      expect(taken).toHaveLength(1);
      expect(await listed()).toEqual(["dev", "shop", "test"].map((each) => `${each} held by ${taken[0]}`));
    });

    it("is never two runs' at once with twenty workers that want several each", async () => {
      const acting = new Map<string, string>();
      const numbers: [string, number][] = [];
      const work = async (worker: number) => {
        const leases = await opened(realTime(stage.patience ?? 5));
        const wanted = [0, 1, 2].map((step) => `env-${(worker * 2 + step) % 20}`);
        const held = await leases.acquire(wanted, acquisitionOf(`worker-${worker}`, { wait: true }));
        for (const { lease } of held) {
          expect(acting.get(lease.environment)).toBeUndefined();
          acting.set(lease.environment, lease.owner.run);
          numbers.push([lease.environment, lease.fence]);
        }
        await nextTurn();
        for (const { lease } of held) acting.delete(lease.environment);
        await leases.release(held);
      };
      await Promise.all(Array.from({ length: 20 }, (_, worker) => work(worker)));
      expect(numbers).toHaveLength(60);
      expect(new Set(numbers.map(String)).size).toBe(60);
      expect((await listed()).every((each) => each.includes("released"))).toBe(true);
    }, 120_000);

    it.each(["before", "after"] as const)(
      "survives connections that break %s a change was carried out",
      async (when) => {
        const store = await stage.open();
        const breaks = breakingExchanges(store, when);
        const leases = leasesOver(breaks.store, new ProcessTime());
        const acquired = await leases.acquire(["dev", "shop"], acquisitionOf("Ada"));
        breaks.next = 1;
        const renewed = await leases.renew(acquired);
        expect(renewed.map(({ lease }) => lease.renewal)).toEqual([1, 1]);
        breaks.next = 1;
        await leases.release(renewed);
        expect(await listed()).toEqual(["dev released by Ada", "shop released by Ada"]);
        breaks.next = 1;
        await leases.acquire(["dev", "shop"], acquisitionOf("Eve"));
        expect([breaks.next, await listed()]).toEqual([0, ["dev held by Eve", "shop held by Eve"]]);
      },
    );

    it("is unknown at a place that refuses every change although nothing moved, also to the run that holds it", async () => {
      const unknown = { code: "leases-unreachable", message: expect.stringContaining("it refuses a change") };
      const refused = leasesOver(refusing(await stage.open()), new ProcessTime());
      await expect(refused.acquire(["dev"], acquisitionOf("Ada"))).rejects.toMatchObject(unknown);
      const held = await (await opened()).acquire(["dev"], acquisitionOf("Ada"));
      await expect(refused.renew(held)).rejects.toMatchObject(unknown);
      await expect(refused.release(held)).rejects.toMatchObject(unknown);
      expect(await listed()).toEqual(["dev held by Ada"]);
    });

    it("is held by no run that was refused the leases of others, at a place that exchanges one after the other", async () => {
      const store = await stage.open();
      let refusals = 0;
      const leases = leasesOver(
        {
          place: store.place,
          read: (environments) => store.read(environments),
          async exchange(exchanges) {
            for (const each of exchanges) {
              if (each.environment === "shop" && refusals++ < 100)
                throw new LeasesUnreachable({ place: store.place, problem: "a rule forbids shop" });
              if (!(await store.exchange([each]))) return false;
            }
            return true;
          },
        },
        new ProcessTime(),
      );
      await expect(leases.acquire(["dev", "shop"], acquisitionOf("Ada"))).rejects.toThrow("a rule forbids shop");
      expect(await listed()).toEqual(["dev released by Ada"]);
    });

    it("does not know who holds what while its place is out of reach", async () => {
      const store = await stage.open();
      const unknown = { code: "leases-unreachable", kind: "unknown" };
      const breaks = breakingExchanges(store, "before");
      breaks.next = 100;
      const leases = leasesOver(breaks.store, new ProcessTime());
      await expect(leases.acquire(["dev"], acquisitionOf("Ada"))).rejects.toMatchObject(unknown);
      expect(await listed()).toEqual([]);
    });
  });
}

function stateOf(found: FoundLease): string {
  if (found.kind !== "lease") return `${found.environment} ${found.kind}`;
  const { environment, state, owner } = found.lease;
  return `${environment} ${state} by ${owner.actor}`;
}
