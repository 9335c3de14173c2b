import { describe, expect, it } from "vitest";
import { ageText, secondsText } from "../../../src/lib/index.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe("an age", () => {
  it.each([
    [-5, "0 s", "0 s"],
    [999, "0 s", "0 s"],
    [59 * second, "59 s", "59 s"],
    [3 * hour + 10 * minute + 5 * second, "3 h 10 min", "3 h"],
    [2 * day + 5 * minute, "2 d", "2 d"],
    [hour, "1 h", "1 h"],
  ])("of %d ms has its two largest units that follow each other, or one: %s, %s", (milliseconds, two, one) => {
    expect(ageText(milliseconds)).toBe(two);
    expect(ageText(milliseconds, 1)).toBe(one);
  });
});

describe("the time that an operation took", () => {
  it.each([
    [-1, "0.0 s"],
    [840, "0.8 s"],
    [12_400, "12 s"],
    [59_700, "1 min 0 s"],
    [119_700, "2 min 0 s"],
    [185_000, "3 min 5 s"],
  ])("of %d ms is %s", (milliseconds, text) => {
    expect(secondsText(milliseconds)).toBe(text);
  });
});
