import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { type PluginCommand, startPlugin } from "../../../src/engine/embedded/providers/plugins/plugin-process.ts";
import { isRunning } from "../../../src/lib/index.ts";

const folders = { workingFolder: process.cwd(), folder: process.cwd() };

const start = (script: string, log: string[] = [], more: Partial<PluginCommand> = {}) =>
  startPlugin(
    {
      name: "the provider",
      command: process.execPath,
      args: ["-e", script, "--"],
      environment: process.env,
      talksToUser: true,
      ...folders,
      ...more,
    },
    ({ message }) => log.push(message),
  );

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return await new Promise((resolve) => {
    socket.once("error", () => resolve(false)).once("connect", () => resolve(socket.destroy() !== undefined));
  });
}

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
    expect(await isRunning({ pid })).toBe(false);
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
    expect(await isRunning({ pid: Number(/pid (\d+)/u.exec(log.join("\n"))?.[1]) })).toBe(false);
  });

  it("is given up, and is not left behind, when it says nothing", async () => {
    const log: string[] = [];
    const script = `console.error("pid " + process.pid); setInterval(() => {}, 1000)`;
    await expect(start(script, log, { startMilliseconds: 1_500 })).rejects.toThrow("it named no port within 1.5 s");
    expect(await isRunning({ pid: Number(/pid (\d+)/u.exec(log.join("\n"))?.[1]) })).toBe(false);
  });

  it("ends with everything that it has started itself", async () => {
    const log: string[] = [];
    const grandchild = `require("node:net").createServer().listen(0, "127.0.0.1", function () { console.error("listens " + this.address().port) })`;
    const script = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" });
      console.log("4711"); setInterval(() => {}, 1000)`;
    const provider = await start(script, log);
    await expect.poll(() => log.join("\n"), { timeout: 20_000 }).toMatch(/listens \d+/u);
    const port = Number(/listens (\d+)/u.exec(log.join("\n"))?.[1]);
    expect(await answers(port)).toBe(true);
    await provider.stop();
    await expect.poll(async () => await answers(port), { timeout: 20_000 }).toBe(false);
  }, 60_000);

  it("ends, too, when it takes no notice of being asked to, and tells how it ended", async () => {
    const provider = await start(`process.on("SIGTERM", () => {}); console.log("4711"); setInterval(() => {}, 1000)`);
    await provider.stop();
    expect(await provider.plugin?.ended).toBe("the provider was ended by SIGKILL and wrote nothing.");
  }, 20_000);

  it("keeps what it prints to itself unless it breaks down", async () => {
    const log: string[] = [];
    const script = `console.log("4711"); console.log("on stdout"); console.error("on stderr"); setTimeout(() => process.exit(3), 100)`;
    const provider = await start(script, log, { talksToUser: false });
    const end = await provider.plugin?.ended;
    expect(end).toMatch(/^the provider exited with code 3\. It wrote:\n/u);
    expect(end?.split("\n").slice(1).toSorted()).toEqual(["on stderr", "on stdout"]);
    expect(log).toEqual([]);
    await provider.stop();
  });

  it("is named when there is no such command", async () => {
    const missing = startPlugin(
      { name: "the provider", command: "/nowhere/at-all", args: [], environment: {}, ...folders },
      () => undefined,
    );
    await expect(missing).rejects.toMatchObject({
      code: "provider-did-not-start",
      message: expect.stringContaining("ENOENT"),
    });
  });
});
