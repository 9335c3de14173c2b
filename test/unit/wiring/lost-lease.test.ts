import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDriver } from "../../../src/wiring/driver.ts";
import { openLeases } from "../../../src/wiring/leases.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "groundwork-wiring-"));
  await writeFile(path.join(root, "Pulumi.yaml"), "name: shop\nruntime: nodejs\nmain: index.ts\n");
  execFileSync("git", ["init", "-q", "-b", "main"], { cwd: root });
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("the driver", () => {
  it("tells the engine to stop when a lease is taken away, and does not call that an interruption", async () => {
    const environment = { PATH: process.env["PATH"], HOME: root };
    const interrupt = new AbortController();
    const { signal, leases } = await openDriver(
      { environment, version: "1.2.3", leaseSeconds: 2 },
      {
        cwd: root,
        local: false,
        signal: interrupt.signal,
        onProgress: () => undefined,
        onNotice: () => undefined,
      },
    );
    const { lost } = await leases.during(["dev"], "up of 4c1f2ab", async ([held]) => {
      expect(signal.aborted).toBe(false);
      const others = (await openLeases({ cwd: root, local: false }, environment)).leases;
      await others.revoke("dev", { run: held?.lease.owner.run ?? "" }, "Eve");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    });
    expect(lost).toMatchObject({ code: "lease-lost" });
    expect([signal.aborted, interrupt.signal.aborted]).toEqual([true, false]);
  });
});
