import type { DriverWorld } from "./driver-world.ts";

/** Lets the time of a job pass while it looks at leases, a look at a time. */
export function passing(world: DriverWorld, before: () => Promise<unknown>): void {
  world.leaseWait = async (milliseconds, signal) => {
    if (signal.aborted) return;
    // As long only a release is waited for, which is to come first.
    if (milliseconds >= 60_000)
      return await new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    await before();
    world.now += milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
  };
}
