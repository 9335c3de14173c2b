import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lease } from "../../../src/lease/index.ts";
import { acquiredLease, fenceAfter, leaseText, readLease } from "../../../src/lease/lease-document.ts";
import { ownerOf } from "../../contract/lease/acquisitions.ts";

const fences = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 1 });
const times = fc.integer({ min: -(10 ** 12), max: Number.MAX_SAFE_INTEGER - 1 });

const leaseOf = (fence: number): Lease => ({
  version: 1,
  environment: "dev",
  fence,
  state: "held",
  owner: ownerOf("Ada"),
  seconds: 60,
  renewal: 3,
});

describe("the document of a lease", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(fences, (fence) => {
        const lease = leaseOf(fence);
        expect(readLease("dev", leaseText(lease))).toEqual({ kind: "lease", environment: "dev", lease });
      }),
    );
  });

  it("is followed by a higher number, whatever the clock says, and by none below the clock's, also when the rest of it is damaged", () => {
    fc.assert(
      fc.property(fences, times, fc.nat(400), (fence, at, cut) => {
        const text = leaseText(leaseOf(fence));
        const next = Math.max(fence + 1, Math.floor(at / 1000));
        expect(acquiredLease("dev", text, { owner: ownerOf("Eve"), seconds: 60, at }).fence).toBe(next);
        const kept = text.slice(0, Math.max(cut, text.indexOf('"state"')));
        expect(fenceAfter(kept, at)).toBe(next);
      }),
    );
  });

  it("has a number that a state accepts which runs with leases of another place have written since", () => {
    const hour = 3_600_000;
    const before = leaseOf(fenceAfter(undefined, hour));
    const elsewhere = fenceAfter(undefined, 2 * hour);
    expect(fenceAfter(leaseText(before), 3 * hour)).toBeGreaterThan(elsewhere);
  });

  it("gives a number to every text and every time, and is named when it is no lease", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), times, (text, at) => {
        expect(Number.isSafeInteger(fenceAfter(text, at)) && fenceAfter(text, at) > 0).toBe(true);
        expect(["unreadable", "too-new"]).toContain(readLease("dev", text).kind);
      }),
    );
  });
});
