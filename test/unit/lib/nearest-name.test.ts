import { describe, expect, it } from "vitest";
import { didYouMean, nearestName } from "../../../src/lib/nearest-name.ts";

describe("the name that an unknown one most likely misspells", () => {
  it.each([
    ["stagin", ["dev", "staging", "production"], "staging"],
    ["dve", ["dev", "staging"], "dev"],
    ["deploymnet", ["DaemonSet", "Deployment", "StatefulSet"], "Deployment"],
    ["e2-standrad-2", ["e2-standard-2", "n2-standard-2"], "e2-standard-2"],
    ["prod", ["dev", "production"], "production"],
    ["mains", ["data", "main"], "main"],
    ["xyz", ["dev", "staging"], undefined],
    ["x", ["a"], undefined],
    ["dev", [], undefined],
  ])("%s among %j is %s", (written, known, near) => expect(nearestName(written, known)).toBe(near));

  it("is asked for within the sentence that names the unknown one, and not at all without one", () => {
    expect(`no subnet is called "mian"${didYouMean("main")}`).toBe('no subnet is called "mian" (did you mean main?)');
    expect(didYouMean(undefined)).toBe("");
  });
});
