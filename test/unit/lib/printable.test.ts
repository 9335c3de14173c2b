import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { GroundworkError, printable, printableLines, withoutControls } from "../../../src/lib/index.ts";

class Refused extends GroundworkError {
  readonly code = "refused-for-a-test";
  readonly kind = "refused";
  constructor(readonly data: { readonly name: string }) {
    super(`There is no ${data.name}. Choose another:\n  one`);
  }
}

const bad = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
const pieces = [
  ..."\u0000\u0007\b\t\n\r\u001b\u007f\u009b\u2028\u202a\u202e\u2066 [];:#a2JmK".split(""),
  "::",
  "##[",
  "##vso[",
  "\u001b[2J",
];
const hostile = array(constantFrom(...pieces), { maxLength: 20 }).map((chosen) => chosen.join(""));
const runnerCommand = /^\s*::|##(\[|vso\[)/m;

describe("text of others", () => {
  it("is one line without anything that a terminal or a runner acts on, however it is shown", () => {
    assert(
      property(hostile, (text) => {
        for (const shown of [printable(text), withoutControls(text)]) {
          expect(shown).not.toMatch(bad);
          expect(shown).not.toMatch(/##(\[|vso\[)/);
        }
      }),
    );
  });

  it("loses nothing where it is made printable: the escapes are those of JSON", () => {
    assert(
      property(
        hostile.filter((text) => !/["\\]/.test(text)),
        (text) => {
          expect(JSON.parse(`"${printable(text)}"`)).toBe(text);
        },
      ),
    );
  });

  it.each([
    ["\u001b[2J\u001b[1;1Hdone", "\\u001b[2J\\u001b[1;1Hdone"],
    ["a\n::set-output name=x::y", "a\\n::set-output name=x::y"],
    ["a\r\u0007b", "a\\r\\u0007b"],
    ["\u202etxt.exe", "\\u202etxt.exe"],
    ["##[add-path]/tmp", "#\\u0023[add-path]/tmp"],
    ["plain: text – with ümlauts 日本", "plain: text – with ümlauts 日本"],
  ])("like %j is shown as %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe("the message of an error", () => {
  it("keeps its own lines, and no line of others becomes one that a runner acts on", () => {
    assert(
      property(hostile, (name) => {
        const { message } = new Refused({ name });
        expect(message.replaceAll(/[\n\t]/g, "")).not.toMatch(bad);
        expect(message).not.toMatch(runnerCommand);
        expect(message).toMatch(/\n {2}one$/);
      }),
    );
  });
});

describe("lines for a terminal", () => {
  it("keep breaks, tabs and colors, and show what could move the cursor", () => {
    expect(printableLines("\u001b[31mred\u001b[39m\n\tnext\u001b[2K\u001b[5A\u009b1m")).toBe(
      "\u001b[31mred\u001b[39m\n\tnext\\u001b[2K\\u001b[5A\\u009b1m",
    );
  });
});
