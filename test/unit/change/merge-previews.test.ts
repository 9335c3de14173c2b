import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AffectedChange,
  type AffectedEnvironment,
  type ChangePreview,
  type EnvironmentPreview,
  mergePreviews,
  type PreviewPart,
  previewKind,
} from "../../../src/change/index.ts";
import { partIn, partJson } from "../../../src/report/index.ts";
import { anyPreview, previewOf, previewPartsOf } from "../report/any-preview.ts";

const at = "2026-01-01T00:00:00.000Z";
const partsOf = (whole: ChangePreview, count: number): readonly PreviewPart[] =>
  previewPartsOf(whole, (index) => index % count).map((preview, index) => ({ name: `part ${index}`, preview }));
const affectedOf = ({ commit, target, affected, uncommitted }: ChangePreview): AffectedChange => ({
  commit,
  ...(target && { target }),
  affected,
  uncommitted,
});

describe("the parts of a preview", () => {
  it("merge to that preview, in whatever order and however they were shared out", () => {
    fc.assert(
      fc.property(
        anyPreview.chain((whole) =>
          fc.record({
            whole: fc.constant(whole),
            shares: fc.array(fc.nat(3), { minLength: whole.environments.length, maxLength: whole.environments.length }),
            order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
          }),
        ),
        ({ whole, shares, order }) => {
          const parts = previewPartsOf(whole, (index) => shares[index] ?? 0, 4);
          const named = order.flatMap((index) => {
            const preview = parts[index];
            return preview ? [{ name: `part ${index}`, preview }] : [];
          });
          expect(mergePreviews(named)).toEqual(whole);
          expect(mergePreviews(named, { name: "affected.json", change: affectedOf(whole), at })).toEqual(whole);
        },
      ),
    );
  });

  it("say the same after they were written and read", () => {
    fc.assert(
      fc.property(anyPreview, (preview) => {
        expect(partIn(JSON.stringify(partJson(preview)))).toEqual(preview);
      }),
    );
  });
});

describe("an environment that is expected and in no part", () => {
  it("is unknown in each of its layers, and nothing is bound by a digest", () => {
    fc.assert(
      fc.property(
        anyPreview.filter(({ environments }) => environments.some(({ affected }) => affected.folder !== "removed")),
        fc.nat(),
        (whole, chosen) => {
          const present = whole.environments.filter(({ affected }) => affected.folder !== "removed");
          const lost = present[chosen % present.length]?.affected.name ?? "";
          const parts = [{ name: "part", preview: without(whole, lost) }];
          const merged = mergePreviews(parts, { name: "affected.json", change: affectedOf(whole), at });
          const kinds = (preview: ChangePreview) =>
            new Map(preview.environments.map((each) => [each.affected.name, previewKind(each)]));
          expect(kinds(merged)).toEqual(new Map(kinds(whole)).set(lost, "unknown"));
          expect(merged.planDigest).toBeUndefined();
          expect(merged.environments.map(({ affected }) => affected.name)).toEqual(
            whole.environments.map(({ affected }) => affected.name),
          );
        },
      ),
    );
  });

  it("is unknown also where there is no part at all", () => {
    const whole = previewOf([unchanged("dev"), unchanged("staging")]);
    const merged = mergePreviews([], { name: "affected.json", change: affectedOf(whole), at });
    expect(merged.environments.map(previewKind)).toEqual(["unknown", "unknown"]);
    expect(merged.environments[0]?.layers.map(({ layer }) => layer)).toEqual(["infrastructure", "cluster"]);
  });

  it("needs no part where its folder has left Git", () => {
    const gone: EnvironmentPreview = { affected: { ...affected("gone"), folder: "removed" }, layers: [] };
    const whole = previewOf([unchanged("dev"), gone]);
    const merged = mergePreviews([{ name: "part", preview: without(whole, "gone") }], {
      name: "affected.json",
      change: affectedOf(whole),
      at,
    });
    expect(merged).toEqual(whole);
  });
});

describe("parts that do not belong together", () => {
  const whole = previewOf([unchanged("dev"), unchanged("staging")]);
  const [one, other] = partsOf(whole, 2);
  if (!one || !other) throw new Error("Two environments make two parts.");

  it.each<[string, Partial<ChangePreview>]>([
    ["commit", { commit: "c".repeat(40) }],
    ["base", { affected: { ...other.preview.affected, range: { base: "d".repeat(40), head: whole.commit } } }],
    ["target", { target: { name: "main", commit: "e".repeat(40), behind: 0, merged: false } }],
    ["cloud", { local: !whole.local }],
    ["number of environments", { affected: { ...other.preview.affected, total: 99 } }],
  ])("are refused by their names where their %s differs", (about, change) => {
    const strange = { name: "strange.json", preview: { ...other.preview, ...change } };
    for (const parts of [
      [one, strange],
      [strange, one],
    ])
      expect(() => mergePreviews(parts)).toThrow(expect.objectContaining({ code: "parts-of-different-changes" }));
    expect(() => mergePreviews([one, strange])).toThrow(
      `part 0 and strange.json are not parts of one preview: their ${about}`,
    );
  });

  it("are refused where they are not of the change that is expected", () => {
    const expected = { name: "affected.json", change: { ...affectedOf(whole), commit: "c".repeat(40) }, at };
    expect(() => mergePreviews([one, other], expected)).toThrow(
      "affected.json and part 0 are not parts of one preview",
    );
  });

  it("are refused where two have the same environment", () => {
    expect(() => mergePreviews([one, other, { ...one, name: "again.json" }])).toThrow(
      "dev is in part 0 and in again.json",
    );
  });

  it("are refused where there is none, and nothing is expected", () => {
    expect(() => mergePreviews([])).toThrow(expect.objectContaining({ code: "no-parts" }));
  });
});

describe("the states that parts looked at", () => {
  it.each([
    [[3, 5], { stacks: 5 }],
    [[3, undefined], {}],
  ])("hold what the part that knows least is sure of: %j", (counts, expected) => {
    const parts = counts.map((stacks, index) => ({
      name: String(index),
      preview: {
        ...previewOf([unchanged(`e${index}`)]),
        states: [{ location: "s3://state", ...(stacks !== undefined && { stacks }) }],
      },
    }));
    expect(mergePreviews(parts).states).toEqual([{ location: "s3://state", ...expected }]);
  });
});

function affected(name: string): AffectedEnvironment {
  const layer = "infrastructure";
  return { name, folder: "changed", reasons: [{ kind: "own-file", layer, path: name }], layers: [layer] };
}

function unchanged(name: string): EnvironmentPreview {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, same: 1 };
  const planDigest = `sha256:${"0".repeat(64)}` as const;
  return {
    affected: affected(name),
    layers: [{ layer: "infrastructure", at, kind: "unchanged", steps: [], counts, planDigest }],
  };
}

function without(preview: ChangePreview, name: string): ChangePreview {
  const environments = preview.environments.filter((each) => each.affected.name !== name);
  return {
    ...preview,
    affected: { ...preview.affected, environments: environments.map((each) => each.affected) },
    environments,
  };
}
