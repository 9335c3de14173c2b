import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { endCode } from "../../../src/wiring/end-code.ts";
import { type LostOutput, outputStream } from "../../../src/wiring/output-stream.ts";

/** A stream that takes the first `lines` and fails with `code` from then on. */
function failing(lines: number, code: string): Writable & { readonly taken: string[] } {
  const taken: string[] = [];
  const stream = new Writable({
    autoDestroy: false,
    write(chunk, _, done) {
      if (taken.length >= lines) return done(Object.assign(new Error(`write ${code}`), { code }));
      taken.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { taken });
}

async function written(stream: Writable, texts: readonly string[]): Promise<LostOutput[]> {
  const lost: LostOutput[] = [];
  const write = outputStream(stream, (how) => lost.push(how));
  for (const text of texts) {
    write(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return lost;
}

describe("an output that nobody reads any more", () => {
  it.each(["EPIPE", "ECONNRESET", "EIO"])("is told once for %s, and takes no text any more", async (code) => {
    const stream = failing(1, code);
    expect(await written(stream, ["a", "b", "c", "d"])).toEqual([{ kind: "closed" }]);
    expect(stream.taken).toEqual(["a"]);
  });

  it("is not mistaken for a disk that is full", async () => {
    expect(await written(failing(0, "ENOSPC"), ["a", "b"])).toEqual([{ kind: "failed", problem: "write ENOSPC" }]);
  });

  it("is not told of one that takes everything", async () => {
    const stream = new PassThrough();
    expect(await written(stream, ["a", "b"])).toEqual([]);
    expect(String(stream.read())).toBe("ab");
  });
});

describe("what the process ends with when its output was closed", () => {
  it.each([
    ["preview", 0, 141],
    ["status", 0, 141],
    ["env list", 0, 141],
    ["stack preview", 0, 141],
    ["local list", 0, 141],
    ["", 0, 141],
    ["preview", 5, 5],
    ["up", 0, 0],
    ["up", 1, 1],
    ["destroy", 130, 130],
    ["stack up", 0, 0],
    ["stack destroy", 0, 0],
    ["local down", 0, 0],
  ] as const)("is, for `%s` that would end with %i, %i", (command, own, ended) => {
    expect(endCode(own, { kind: "closed" }, command)).toBe(ended);
    expect(endCode(own, undefined, command)).toBe(own);
  });

  it("is a failure when a result could not be written", () => {
    expect(endCode(0, { kind: "failed", problem: "no space" }, "up")).toBe(1);
    expect(endCode(2, { kind: "failed", problem: "no space" }, "env list")).toBe(2);
  });
});
