import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileLeases } from "../../src/lease/file/index.ts";
import { leasesOver } from "../../src/lease/index.ts";
import { identityOf } from "../../src/lib/index.ts";
import { MemoryLeaseStore } from "../fakes/driver/memory-lease-store.ts";
import { acquisitionOf, ownerOf, ProcessTime } from "./lease/acquisitions.ts";
import { leaseContract } from "./lease/lease-contract.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-leases-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

leaseContract("leases in files", () => ({
  open: () => fileLeases(path.join(folder, "leases")),
  write: async (environment, text) => {
    const place = path.join(folder, "leases", environment);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, "00000009.json"), text);
  },
}));

leaseContract("leases in memory", () => {
  const store = new MemoryLeaseStore();
  return {
    open: () => store,
    write: async (environment, text) => void store.documents.set(environment, text),
  };
});

describe("leases in files", () => {
  it("are taken at once from a process of this host that has ended, and not from one that runs", async () => {
    const time = new ProcessTime();
    const leases = leasesOver(fileLeases(folder), time);
    const { pid, startedAt = "" } = await identityOf(process.pid);
    const here = (startedAt: string) => ({ ...ownerOf("Ada"), host: hostname(), process: { pid, startedAt } });
    await leases.acquire(["dev"], acquisitionOf("Ada", { owner: here(`${startedAt}0`) }));
    const [taken] = await leases.acquire(["dev"], acquisitionOf("Eve", { owner: here(startedAt) }));
    expect([taken?.cutOff?.actor, time.passed]).toEqual(["Ada", 0]);
    const interrupt = new AbortController();
    time.beforeLook = () => interrupt.abort();
    await expect(leases.acquire(["dev"], acquisitionOf("Bob", { signal: interrupt.signal }))).rejects.toMatchObject({
      code: "lease-held",
    });
  });

  it("keep one file an environment, however often they are renewed", async () => {
    const leases = leasesOver(fileLeases(folder), new ProcessTime());
    let held = await leases.acquire(["dev"], acquisitionOf("Ada"));
    for (let times = 0; times < 3; times++) held = await leases.renew(held);
    expect(readdirSync(path.join(folder, "dev"))).toEqual(["00000004.json"]);
  });

  it("are unknown where the folder cannot be one", async () => {
    writeFileSync(path.join(folder, "file"), "");
    const leases = leasesOver(fileLeases(path.join(folder, "file")), new ProcessTime());
    await expect(leases.list()).rejects.toMatchObject({
      code: "leases-unreachable",
      data: { place: path.join(folder, "file") },
    });
    await expect(leases.acquire(["dev"], acquisitionOf("Ada"))).rejects.toMatchObject({ code: "leases-unreachable" });
  });
});
