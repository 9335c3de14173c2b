import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Terminal } from "../../../src/cli/index.ts";
import { stackHost } from "../../../src/wiring/stack-host.ts";

const hostOf = (chunks: Iterable<Uint8Array>) =>
  stackHost({ stdin: Readable.from(chunks) } as unknown as NodeJS.Process, {} as Terminal, "1");

describe("the standard input of a stack command", () => {
  it("is read to its end, with characters that two chunks share", async () => {
    const bytes = Buffer.from("{é}");
    expect(await hostOf([bytes.subarray(0, 2), bytes.subarray(2)]).readInput(100)).toBe("{é}");
  });

  it("is refused as soon as there is more of it than fits, though it never ends", async () => {
    let read = 0;
    function* endless() {
      for (;;) {
        read += 1;
        yield Buffer.alloc(1024);
      }
    }
    await expect(hostOf(endless()).readInput(4096)).rejects.toMatchObject({ code: "file-too-large" });
    expect(read).toBeLessThan(50);
  });
});
