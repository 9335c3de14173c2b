import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizePool, spreadOverZones } from "../../../src/desired/spread.ts";
import { word } from "./arbitrary.ts";

const zones = ["europe-west1-b", "europe-west1-c", "europe-west1-d"];
const zoneLists = fc.uniqueArray(word, { minLength: 1, maxLength: 5 });

describe("machines of a group", () => {
  it("stand in zones so that no two differ by more than one", () => {
    fc.assert(
      fc.property(word, fc.nat(50), zoneLists, (group, count, zones) => {
        const placed = spreadOverZones(group, count, { zones, spread: "even" });
        const perZone = zones.map((zone) => placed.filter((at) => at === zone).length);
        expect(placed).toHaveLength(count);
        expect(Math.max(...perZone) - Math.min(...perZone)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("stay where they are when there are more of them", () => {
    fc.assert(
      fc.property(word, fc.nat(50), fc.nat(50), zoneLists, (group, count, more, zones) => {
        const before = spreadOverZones(group, count, { zones, spread: "even" });
        expect(spreadOverZones(group, count + more, { zones, spread: "even" }).slice(0, count)).toEqual(before);
      }),
    );
  });

  it("all stand in the first zone when they are packed", () => {
    expect(spreadOverZones("web", 3, { zones, spread: "pack" })).toEqual([zones[0], zones[0], zones[0]]);
  });

  it("start in a zone that the group's name picks", () => {
    expect(spreadOverZones("web", 4, { zones, spread: "even" })).toEqual([
      "europe-west1-c",
      "europe-west1-d",
      "europe-west1-b",
      "europe-west1-c",
    ]);
  });
});

describe("a node pool", () => {
  it.each([
    [
      { min: 3, max: 3 },
      { kind: "fixed", zones, nodesPerZone: 1 },
    ],
    [
      { min: 6, max: 6 },
      { kind: "fixed", zones, nodesPerZone: 2 },
    ],
    [
      { min: 4, max: 4 },
      { kind: "autoscaled", zones, min: 4, max: 4 },
    ],
    [
      { min: 1, max: 5 },
      { kind: "autoscaled", zones, min: 1, max: 5 },
    ],
    [
      { min: 0, max: 0 },
      { kind: "fixed", zones: ["europe-west1-c"], nodesPerZone: 0 },
    ],
    [
      { min: 1, max: 1 },
      { kind: "fixed", zones: ["europe-west1-c"], nodesPerZone: 1 },
    ],
    [
      { min: 1, max: 2 },
      { kind: "autoscaled", zones: ["europe-west1-c", "europe-west1-d"], min: 1, max: 2 },
    ],
  ])("of %j nodes in three zones is sized", (nodes, size) => {
    expect(sizePool("main/default", nodes, zones)).toEqual(size);
  });

  it("never starts with more nodes than it may have", () => {
    fc.assert(
      fc.property(word, fc.nat(10), fc.nat(10), zoneLists, (pool, min, more, zones) => {
        const size = sizePool(pool, { min, max: min + more }, zones);
        const atStart = size.kind === "fixed" ? size.nodesPerZone * size.zones.length : size.zones.length;
        expect(atStart).toBeLessThanOrEqual(min + more);
        expect(size.kind === "fixed" ? atStart : min).toBe(min);
      }),
    );
  });
});
