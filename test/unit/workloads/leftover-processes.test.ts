import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identityOf, isRunning } from "../../../src/lib/index.ts";
import { endLeftover, startContainer } from "../../../src/local/cluster/workloads/kubelet/container-process.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-container-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const forever = ["-e", "setInterval(() => undefined, 60_000)"];

describe("a container's process", () => {
  it("is ended by the next kubelet when the one that started it was killed", async () => {
    await startContainer({ command: process.execPath, args: forever, environment: {}, folder });
    const identity = JSON.parse(await readIdentity()) as { pid: number };
    expect(await isRunning(identity)).toBe(true);
    await endLeftover(folder, 5000);
    // Ended, and gone as soon as this process, its parent, has noticed.
    await expect.poll(() => isRunning(identity)).toBe(false);
    expect(existsSync(path.join(folder, "pid.json"))).toBe(false);
  });

  it("is left alone when its number has passed to another process", async () => {
    const other = spawn(process.execPath, forever, { detached: true, stdio: "ignore" });
    try {
      await once(other, "spawn");
      const identity = await identityOf(other.pid!);
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, "pid.json"), JSON.stringify({ ...identity, startedAt: "1" }));
      await endLeftover(folder, 1000);
      expect(await isRunning(identity)).toBe(true);
    } finally {
      other.kill("SIGKILL");
    }
  });

  it("is made to end, with what it has started itself, when it does not end by itself", async () => {
    const stubborn = `process.on("SIGTERM", () => undefined); require("node:child_process").spawn(process.execPath, ${JSON.stringify(forever)}, { stdio: "ignore" }); console.log("up"); setInterval(() => undefined, 60_000)`;
    const container = await startContainer({
      command: process.execPath,
      args: ["-e", stubborn],
      environment: {},
      folder,
    });
    const identity = JSON.parse(await readIdentity()) as { pid: number };
    await container.end(200);
    expect(await isRunning(identity)).toBe(false);
    await expect.poll(() => groupExists(identity.pid)).toBe(false);
  });
});

function groupExists(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch {
    return false;
  }
}

async function readIdentity(): Promise<string> {
  return readFile(path.join(folder, "pid.json"), "utf8");
}
