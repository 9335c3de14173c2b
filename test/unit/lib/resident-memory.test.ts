import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { memoryOfChildren } from "../../../src/lib/index.ts";

const megabyte = 1024 * 1024;
/** Starts another process, holds 64 MiB like it, and says so when both do. */
const program = `
  const held = Buffer.alloc(64 * ${megabyte}, 1);
  if (process.argv[1] === "below") process.stdout.write("ready");
  else require("node:child_process").spawn(process.execPath, ["-e", process.env.PROGRAM, "below"], { stdio: ["pipe", "inherit", "inherit"] });
  process.stdin.resume().on("end", () => process.exit(held.length > 0 ? 0 : 1));
`;

describe.skipIf(!existsSync("/proc/self/status"))("the memory of a process's children", () => {
  it("has that of their children with it, and is none once they have ended", async () => {
    const child = spawn(process.execPath, ["-e", program], {
      env: { ...process.env, PROGRAM: program },
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const { pid } = child;
    if (pid === undefined) throw new Error("The process was not started.");
    const [ofTest, ofChild] = [await memoryOfChildren(process.pid), await memoryOfChildren(pid)];
    expect(ofChild?.total).toBeGreaterThan(64 * megabyte);
    expect(ofTest?.largest).toBeGreaterThan(2 * 64 * megabyte);
    expect(ofTest?.total).toBeGreaterThanOrEqual(ofTest?.largest ?? 0);
    child.stdin.end();
    await once(child, "exit");
    expect(await memoryOfChildren(pid)).toEqual({ total: 0, largest: 0 });
  });
});
