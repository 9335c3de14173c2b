import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Writable } from "node:stream";
import { afterAll, describe, expect, it, vi } from "vitest";
import { identityOf, isRunning, signalProcess } from "../../../src/lib/index.ts";

const onLinux = process.platform === "linux";
const started: ReturnType<typeof spawn>[] = [];
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

/** A process that waits. */
async function waiting(): Promise<ReturnType<typeof spawn>> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"], { stdio: "ignore" });
  started.push(child);
  await once(child, "spawn");
  return child;
}

async function ended(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("a process", () => {
  it("runs until it has ended, whichever way it is told apart from others", async () => {
    const child = await waiting();
    const identity = await identityOf(child.pid ?? 0);
    const ways = [identity, { pid: identity.pid }, { pid: identity.pid, seenAt: new Date() }];
    expect(await Promise.all(ways.map(isRunning))).toEqual([true, true, true]);
    child.kill();
    await once(child, "exit");
    expect(await Promise.all(ways.map(isRunning))).toEqual([false, false, false]);
  });

  it("is another one than that which has its number and began at another time", async () => {
    const identity = await identityOf(process.pid);
    expect(await isRunning({ ...identity, startedAt: "1" })).toBe(!onLinux);
    expect(await isRunning({ pid: process.pid, seenAt: new Date("2001-01-01") })).toBe(!onLinux);
    expect(await isRunning({ ...identity, seenAt: new Date("2001-01-01") })).toBe(!onLinux);
  });

  it("runs for all that is known when it has no number, or the moment at which it was there is none", async () => {
    expect(await Promise.all([0, -999_999_999].map((pid) => isRunning({ pid })))).toEqual([true, true]);
    expect(await isRunning({ pid: process.pid, seenAt: new Date("unknown") })).toBe(true);
    expect(await isRunning({ pid: await ended(), seenAt: new Date("unknown") })).toBe(false);
  });

  it("runs when it is another user's, which may not be signalled", async () => {
    vi.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
    });
    expect(await isRunning(await identityOf(process.pid))).toBe(true);
  });

  it("runs when it ended between two looks only if the second one finds it", async () => {
    const pid = await ended();
    vi.spyOn(process, "kill").mockReturnValueOnce(true);
    expect(await isRunning({ pid })).toBe(false);
  });

  it.runIf(onLinux)("has ended when nobody has asked how", async () => {
    // The shell becomes a process that does not know of the child that it has. The child ends only then, since the shell itself
    // would read its exit code.
    const parent = spawn("sh", ["-c", "cat <&3 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore", "pipe"],
    });
    started.push(parent);
    const [line] = (await once(parent.stdout!, "data")) as [Buffer];
    const pid = Number(String(line));
    await vi.waitFor(async () => expect(await readFile(`/proc/${parent.pid}/cmdline`, "utf8")).toMatch(/^sleep/u));
    (parent.stdio[3] as Writable).end();
    await vi.waitFor(async () => {
      expect(await readFile(`/proc/${pid}/stat`, "utf8")).toMatch(/\) Z /u);
    });
    expect(await isRunning({ pid })).toBe(false);
    expect(await isRunning(await identityOf(pid))).toBe(false);
    expect(await isRunning({ pid, seenAt: new Date() })).toBe(false);
  });

  it("gets no signal that was meant for an earlier one with its number", async () => {
    const child = await waiting();
    const identity = await identityOf(child.pid ?? 0);
    if (onLinux) await signalProcess({ ...identity, startedAt: "1" }, "SIGKILL");
    await signalProcess(identity, "SIGTERM");
    const [, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    expect(signal).toBe("SIGTERM");
    await signalProcess(identity, "SIGTERM");
  });
});
