import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Cidr } from "../../../src/environment/index.ts";

const blocks = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefixLength]) => Cidr.holding(address, prefixLength));

describe("a block of addresses", () => {
  it("is the same after it was written and read", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        expect(Cidr.parse(block.text)?.equals(block)).toBe(true);
      }),
    );
  });

  it("overlaps another exactly when one contains the other", () => {
    fc.assert(
      fc.property(blocks, blocks, (one, other) => {
        expect(one.overlaps(other)).toBe(one.contains(other) || other.contains(one));
      }),
    );
  });

  it("knows its ends and its size", () => {
    const block = Cidr.parse("10.4.2.0/23");
    expect([block?.first, block?.last, block?.size]).toEqual([0x0a040200, 0x0a0403ff, 512]);
  });

  it.each(["10.4.2.1/23", "10.4.2.0", "10.4.2.0/33", "256.0.0.0/8", "10.4.2/24", "", "::/0", " 10.0.0.0/8"])(
    "is not %j",
    (text) => {
      expect(Cidr.parse(text)).toBeUndefined();
    },
  );
});
