import * as fc from "fast-check";
import { expect, it } from "vitest";
import { jsonAsInvoked, jsonPartsAsInvoked } from "../../../src/cli/as-invoked.ts";

it("JSON that is written in parts is what is written at once, with lists in the place of what is iterable", () => {
  const member = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant("see groundwork up"));
  const lists = fc.dictionary(fc.constantFrom("environments", "problems", "details"), fc.array(fc.jsonValue()));
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), member),
      lists,
      fc.dictionary(fc.string(), member),
      (before, list, after) => {
        const iterable = Object.fromEntries(Object.entries(list).map(([key, items]) => [key, items.values()]));
        const parts = [...jsonPartsAsInvoked({ ...before, ...iterable, ...after }, "npx groundwork")];
        expect(parts.map((part) => `${part}\n`).join("")).toBe(
          `${jsonAsInvoked({ ...before, ...list, ...after }, "npx groundwork")}\n`,
        );
      },
    ),
  );
});

it("JSON asks for each item of what is iterable when the one before is written", () => {
  const asked: number[] = [];
  function* items(): Generator<number> {
    for (let each = 0; each < 3; each += 1) {
      asked.push(each);
      yield each;
    }
  }
  const written: string[] = [];
  for (const part of jsonPartsAsInvoked({ items: items() }, undefined)) {
    written.push(part);
    expect(asked.length).toBeLessThanOrEqual(written.length + 1);
  }
  expect(JSON.parse(written.join("\n"))).toEqual({ items: [0, 1, 2] });
});
