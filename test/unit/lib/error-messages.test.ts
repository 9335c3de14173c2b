import { expect, it } from "vitest";
import * as z from "zod";
import { clauseOf, messageOf } from "../../../src/lib/index.ts";

const shape = z.object({ name: z.string(), parts: z.array(z.number()), size: z.number(), kind: z.string() });

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}

it.each([
  ["parsing throws", thrownBy(() => shape.parse({ name: 1, parts: ["x"], size: 1, kind: "a" }))],
  ["a result holds", shape.safeParse({ name: 1, parts: ["x"], size: 1, kind: "a" }).error],
])("a schema's error that %s is one line with the places of what is wrong", (_, thrown) => {
  const text = messageOf(thrown);
  expect(text).not.toContain("\n");
  expect(text).toMatch(/^name: .*string.*; parts\.0: .*number.*$/);
});

it("three places are named, and the others counted", () => {
  expect(messageOf(shape.safeParse({}).error)).toMatch(/^name: .*; parts: .*; size: .*; 1 more$/);
});

it("a value that is wrong as a whole has no place", () => {
  expect(messageOf(shape.safeParse([]).error)).toMatch(/^it: .*object/);
});

it.each([
  ["It is a folder.", "It is a folder"],
  ["no space left", "no space left"],
])("%j stands in a sentence as %j", (message, clause) => {
  expect(clauseOf(new Error(message))).toBe(clause);
  expect(messageOf(new Error(message))).toBe(message);
});
