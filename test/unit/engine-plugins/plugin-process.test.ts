import { describe, expect, it } from "vitest";
import { startPlugin } from "../../../src/engine/embedded/plugins/plugin-process.ts";
import { isRunning } from "../../../src/engine/embedded/state/process-alive.ts";

const start = (script: string, log: string[] = []) =>
  startPlugin(
    { command: process.execPath, args: ["-e", script, "--"], environment: process.env, folder: process.cwd() },
    ({ message }) => log.push(message),
  );

describe("a provider's process", () => {
  it("is reached at the port that it prints, is told the engine's address, and ends when it is stopped", async () => {
    const log: string[] = [];
    const script = `console.error("engine " + process.argv.at(-1), "pid " + process.pid); console.log("4711"); setInterval(() => {}, 1000)`;
    const provider = await start(script, log);
    expect(provider.address).toBe("127.0.0.1:4711");
    await expect.poll(() => log.join("\n")).toMatch(/^engine 127\.0\.0\.1:\d+ pid \d+$/u);
    const pid = Number(/pid (\d+)/u.exec(log.join("\n"))?.[1]);
    await provider.stop();
    await provider.stop();
    expect(await isRunning(pid, new Date())).toBe(false);
  });

  it("is named with what it wrote when it ends before it names a port", async () => {
    await expect(start(`console.error("no license"); process.exit(3)`)).rejects.toMatchObject({
      code: "provider-did-not-start",
      message: expect.stringMatching(/ended with exit code 3.*no license/su),
    });
  });

  it("is refused when its first line is no port, and is not left behind", async () => {
    const log: string[] = [];
    const failed = start(
      `console.error("pid " + process.pid); setTimeout(() => console.log("hello"), 200); setInterval(() => {}, 1000)`,
      log,
    );
    await expect(failed).rejects.toThrow("its first line is no port");
    expect(await isRunning(Number(/pid (\d+)/u.exec(log.join("\n"))?.[1]), new Date())).toBe(false);
  });

  it("is named when there is no such command", async () => {
    const missing = startPlugin(
      { command: "/nowhere/at-all", args: [], environment: {}, folder: process.cwd() },
      () => undefined,
    );
    await expect(missing).rejects.toMatchObject({
      code: "provider-did-not-start",
      message: expect.stringContaining("ENOENT"),
    });
  });
});
