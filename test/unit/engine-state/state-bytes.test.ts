import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResourceState } from "../../../src/engine/embedded/stack/state/snapshot.ts";
import { StateBytes } from "../../../src/engine/embedded/stack/state/state-bytes.ts";

const pool = Array.from({ length: 8 }, (_, index): ResourceState => {
  const name = `${index} é\u2028😀`.repeat(index + 1);
  return { urn: `urn:pulumi:dev::p::t:t:T::${name}`, custom: false, type: "t:t:T", inputs: {}, outputs: {} };
});
const textOf = (resource: ResourceState) => JSON.stringify(resource);

describe("the bytes of a state file", () => {
  it("are the same whatever was saved before", () => {
    const save = fc.record({
      head: fc.constantFrom('{"resources":[', '{"features":["taint"],"resources":[', '{"é":1,"resources":['),
      tail: fc.constantFrom("]}", '],"pending_operations":["ü"]}'),
      resources: fc.shuffledSubarray(pool),
    });
    fc.assert(
      fc.property(fc.array(save, { minLength: 1, maxLength: 12 }), (saves) => {
        const bytes = new StateBytes();
        for (const { head, tail, resources } of saves)
          expect(bytes.update({ head, tail }, resources, textOf).toString("utf8")).toBe(
            `${head}${resources.map(textOf).join(",")}${tail}`,
          );
      }),
    );
  });

  it("ask for the text of what changed and of what follows it, and of nothing else", () => {
    const bytes = new StateBytes();
    const frame = { head: "[", tail: "]" };
    const asked: ResourceState[] = [];
    const noted = (resource: ResourceState) => {
      asked.push(resource);
      return textOf(resource);
    };
    const [first, second, third, fourth] = pool as [ResourceState, ResourceState, ResourceState, ResourceState];
    bytes.update(frame, [first, second, third], noted);
    asked.length = 0;
    bytes.update(frame, [first, fourth, third], noted);
    expect(asked).toEqual([fourth, third]);
  });
});
