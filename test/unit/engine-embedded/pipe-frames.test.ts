import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader } from "../../../src/engine/embedded/grpc/pipe-frames.ts";

const frame = fc.record({
  id: fc.integer({ min: 0, max: 0xffff_ffff }),
  code: fc.integer({ min: 0, max: 16 }),
  name: fc.string({ unit: "grapheme" }),
  message: fc.uint8Array({ maxLength: 40 }),
});

describe("frames on a pipe", () => {
  it("come out as they went in, however the pipe cuts them", () => {
    fc.assert(
      fc.property(fc.array(frame), fc.infiniteStream(fc.integer({ min: 1, max: 60 })), (frames, sizes) => {
        const bytes = Buffer.concat(frames.map(encodeFrame));
        const reader = new FrameReader();
        const read = [];
        for (let start = 0; start < bytes.length; ) {
          const size = sizes.next().value ?? 1;
          read.push(...reader.push(bytes.subarray(start, start + size)));
          start += size;
        }
        expect(read.map((each) => ({ ...each, message: [...each.message] }))).toEqual(
          frames.map((each) => ({ ...each, message: [...each.message] })),
        );
      }),
    );
  });
});
