import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { defaultLimits, type Limits, limitText } from "../../../src/sandbox/index.ts";
import { linuxSandbox } from "../../../src/sandbox/linux/index.ts";
import { lacksSandbox } from "../../fakes/sandbox-here.ts";

const sandbox = linuxSandbox();
const mebibyte = 1024 * 1024;
/** Each program exceeds one of them long before another. */
const limits: Limits = {
  seconds: 60,
  memoryBytes: 300 * mebibyte,
  processes: 6,
  diskBytes: 8 * mebibyte,
  outputBytes: mebibyte,
  messageBytes: mebibyte,
};

describe.skipIf(await lacksSandbox())("a confined program that does not stop", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-runaway-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(program: string, given: Partial<Limits> = {}) {
    const confined = sandbox.start({
      executable: process.execPath,
      args: ["--eval", program],
      folder,
      readable: [folder],
      environment: {},
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      limits: { ...limits, ...given },
    });
    const { child } = confined;
    const [stdout, [code, signal]] = await Promise.all([
      text(child.stdout as Readable),
      once(child, "exit") as Promise<[number | null, string | null]>,
      text(child.stderr as Readable),
      text(child.stdio[3] as Readable).catch(() => ""),
    ]);
    return { exceeded: confined.exceeded, stdout, code, signal };
  }

  it("is ended when it takes too long, also when it ignores every signal", async () => {
    const program = `for (const each of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(each, () => {}); for (;;);`;
    expect(await run(program, { seconds: 1 })).toMatchObject({ exceeded: "seconds", signal: "SIGKILL" });
  });

  it("is ended when it fills the memory", async () => {
    const program = `const kept = []; setInterval(() => kept.push(Buffer.alloc(${8 * mebibyte}, 1)), 10);`;
    expect(await run(program)).toMatchObject({ exceeded: "memoryBytes", signal: "SIGKILL" });
  });

  it("is ended when it starts one process after the other", async () => {
    const program = `
      const { spawn } = require("node:child_process");
      const child = 'setInterval(() => {}, 1000)';
      setInterval(() => spawn(process.execPath, ["--eval", child], { detached: true, stdio: "ignore" }).on("error", () => {}).unref(), 20);`;
    expect(await run(program, { memoryBytes: 4096 * mebibyte })).toMatchObject({
      exceeded: "processes",
      signal: "SIGKILL",
    });
  });

  it("is ended when a thread of it starts one process after the other", async () => {
    const thread = `
      const { spawn } = require("node:child_process");
      const child = 'setInterval(() => {}, 1000)';
      setInterval(() => spawn(process.execPath, ["--eval", child], { stdio: "ignore" }).on("error", () => {}).unref(), 20);`;
    const program = `new (require("node:worker_threads").Worker)(${JSON.stringify(thread)}, { eval: true });`;
    const { exceeded } = await run(program, { memoryBytes: 4096 * mebibyte, seconds: 20 });
    expect(exceeded).toBe("processes");
  });

  it("is ended when it prints without end", async () => {
    const program = `const text = "x".repeat(10_000); const print = () => process.stdout.write(text, print); print();`;
    const { exceeded, stdout } = await run(program);
    expect(exceeded).toBe("outputBytes");
    // What the pipe still held is read.
    expect(stdout.length).toBeLessThan(2 * mebibyte);
  });

  it("is ended when it sends messages without end", async () => {
    const program = `const { createWriteStream } = require("node:fs"); const pipe = createWriteStream("", { fd: 3 }); const send = () => pipe.write("x".repeat(10_000), send); send();`;
    expect(await run(program)).toMatchObject({ exceeded: "messageBytes", signal: "SIGKILL" });
  });

  it("finds its disk full and goes on", async () => {
    const program = `
      const fs = require("node:fs");
      const write = (name, size) => { try { fs.writeFileSync(process.env.HOME + "/" + name, Buffer.alloc(size)); return "written"; } catch ({ code }) { return code; } };
      const first = write("first", ${limits.diskBytes});
      console.log(first, write("second", ${mebibyte}));`;
    expect(await run(program)).toMatchObject({
      exceeded: undefined,
      code: 0,
      stdout: expect.stringMatching(/ENOSPC\n$/u),
    });
  });

  it("finds no room for ever more empty files", async () => {
    const program = `
      const fs = require("node:fs");
      try { for (let each = 0; ; each += 1) fs.writeFileSync(process.env.HOME + "/" + each, ""); } catch ({ code }) { console.log(code); }`;
    expect(await run(program)).toMatchObject({ exceeded: undefined, code: 0, stdout: "ENOSPC\n" });
  });

  it("takes everything with it that it has started", async () => {
    const program = `
      const child = require("node:child_process").spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { detached: true, stdio: "inherit" });
      child.once("spawn", () => process.exit(0));`;
    // The child holds the output open for as long as it lives, so that this would not end.
    expect(await run(program)).toMatchObject({ exceeded: undefined, code: 0 });
  });

  it("is not ended for a limit that it keeps", async () => {
    expect(await run(`console.log("done");`)).toMatchObject({ exceeded: undefined, code: 0, stdout: "done\n" });
  });

  it.each([
    ["seconds", "took more than 300 s"],
    ["memoryBytes", "used more than 1024 MiB of memory"],
    ["processes", "ran more than 32 processes at the same time"],
    ["outputBytes", "printed more than 4 MiB"],
    ["messageBytes", "sent more than 256 MiB to the engine"],
  ] as const)("is told to have exceeded %s in words", (limit, words) => {
    expect(limitText(limit, defaultLimits)).toBe(words);
  });
});
