import { describe, expect, it } from "vitest";
import { isKept, isLeftAlone, isMerged } from "../../../src/kubernetes/flux/index.ts";

const group = "kustomize.toolkit.fluxcd.io";
/** What is said of an object with this annotation or label: left alone, kept when it leaves Git, kubectl's fields stay. */
const marks: readonly (readonly [name: string, word: string, said: readonly boolean[]])[] = [
  ["reconcile", "disabled", [true, true, false]],
  ["ssa", "Ignore", [true, true, false]],
  ["prune", "Disabled", [false, true, false]],
  ["ssa", "merge", [false, false, true]],
  ["ssa", "IfNotPresent", [false, false, false]],
  ["prune", "enabled", [false, false, false]],
];

describe("an object's own wish", () => {
  it.each(marks)("%s: %s counts as an annotation and as a label", (name, word, said) => {
    for (const kind of ["annotations", "labels"]) {
      const metadata = { name: "web", [kind]: { [`${group}/${name}`]: word } };
      expect([isLeftAlone(metadata), isKept(metadata), isMerged(metadata)]).toEqual(said);
    }
  });
});
