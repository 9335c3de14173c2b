import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatText, parseText } from "../../../src/environment/text.ts";

describe("text with references", () => {
  it("is split at them, in order", () => {
    expect(
      parseText("a ${environments.shared.outputs.network.selfLink}${environments.b.outputs.region} $HOME"),
    ).toEqual([
      "a ",
      { environment: "shared", path: ["network", "selfLink"] },
      { environment: "b", path: ["region"] },
      " $HOME",
    ]);
  });

  it("is the same after it was split and joined, whatever it says", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("${", "}", "environments.a.outputs.b", "${environments.a.outputs.b.c}"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(formatText(parseText(pieces.join("")))).toBe(pieces.join(""));
      }),
    );
  });

  it("is nothing when it is empty", () => {
    expect(parseText("")).toEqual([]);
  });
});
