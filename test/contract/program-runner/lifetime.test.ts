import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const holder = fileURLToPath(new URL("hold-processes.ts", import.meta.url));

describe("processes of programs end with whoever started them", () => {
  let folder: string;
  let starter: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-lifetime-"));
  });
  afterEach(async () => {
    starter?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  /** @returns the id of the program's process. */
  const start = async (mode: string): Promise<number> => {
    const pidFile = path.join(folder, "pid");
    starter = spawn(process.execPath, ["--import", "tsx", holder, mode], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, PID_FILE: pidFile, TMPDIR: folder },
    });
    if (!starter.stdout) throw new Error("Its output is a pipe.");
    await once(starter.stdout, "data");
    return Number(await readFile(pidFile, "utf8"));
  };

  it.each([
    ["waits", "wait"],
    ["runs a program that was started cold", "cold"],
    ["runs a program that was started warm", "warm"],
    ["runs a program whose SDK is as it is", "plain"],
  ])("when it is killed while one %s", async (_state, mode) => {
    const pid = await start(mode);
    expect(await isRunning(pid)).toBe(true);
    starter?.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  });

  it("and do not keep it when one waits and there is nothing else to do", async () => {
    const pid = await start("leave");
    if (starter?.exitCode === null) await once(starter, "exit");
    expect(starter?.exitCode).toBe(0);
    await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  });
});

/** A process that has ended stays in the process table until its parent reads its exit code. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await promisify(execFile)("ps", ["-o", "stat=", "-p", String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
  return state !== "" && !state.startsWith("Z");
}
