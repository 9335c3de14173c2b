import { expect, it } from "vitest";
import type { LeaseSettings, Leases } from "../../../src/lease/index.ts";
import { acquisitionOf, ProcessTime } from "./acquisitions.ts";

/** What every {@link Leases} tells of runs without taking a lease. */
export function watchedRunsContract(
  opened: (time?: LeaseSettings) => Promise<Leases>,
  listed: () => Promise<readonly string[]>,
): void {
  it("tells who acts on environments, and who did meanwhile, without taking a lease", async () => {
    const ada = await opened();
    const [held] = await ada.acquire(["shop"], acquisitionOf("Ada"));
    if (!held) throw new Error("nothing was taken");
    const time = new ProcessTime();
    time.beforeLook = async () => void (await ada.renew([held]));
    const runs = await (await opened(time)).watch(["dev", "shop", "web"]);
    const eve = await opened();
    await eve.release(await eve.acquire(["dev"], acquisitionOf("Eve")));
    const acting = await runs.acting(new AbortController().signal);
    expect(Object.fromEntries(acting)).toEqual({
      dev: expect.stringContaining("Eve"),
      shop: expect.stringContaining("Ada"),
    });
    expect(await listed()).toEqual(["dev released by Eve", "shop held by Ada"]);
  });

  it("does not take a run that was cut off for one that acts", async () => {
    await (await opened()).acquire(["shop"], acquisitionOf("Ada"));
    const time = new ProcessTime();
    const runs = await (await opened(time)).watch(["shop"]);
    expect((await runs.acting(new AbortController().signal)).size).toBe(0);
    expect(time.passed).toBeGreaterThanOrEqual(60_000);
  });

  it("takes a run that nothing is known of for one that acts, when the watch is interrupted", async () => {
    await (await opened()).acquire(["shop"], acquisitionOf("Ada"));
    const runs = await (await opened()).watch(["shop"]);
    expect([...(await runs.acting(AbortSignal.abort())).keys()]).toEqual(["shop"]);
  });
}
