import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partIn, partJson } from "../../../src/report/index.ts";
import { anyPreview } from "./any-preview.ts";

describe("a part of a preview that was damaged", () => {
  it("is not read where it was cut off", () => {
    fc.assert(
      fc.property(anyPreview, fc.double({ min: 0, max: 0.999, noNaN: true }), (preview, share) => {
        const text = JSON.stringify(partJson(preview));
        expect(() => partIn(text.slice(0, Math.floor(text.length * share)))).toThrow(/JSON/);
      }),
    );
  });

  it("is not read, or says what it said, where any character became another", () => {
    fc.assert(
      fc.property(
        anyPreview,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.constantFrom("0", "a", '"', "{", " "),
        (preview, share, character) => {
          const text = JSON.stringify(partJson(preview));
          const place = Math.floor(text.length * share);
          const damaged = text.slice(0, place) + character + text.slice(place + 1);
          let read: unknown;
          try {
            read = partIn(damaged);
          } catch {
            return;
          }
          expect(read).toEqual(preview);
        },
      ),
    );
  });

  it.each(["null", "[]", "{}", '{"kind":"preview","version":2}', "kind: preview-part", ""])(
    "is not read from %j",
    (text) => {
      expect(() => partIn(text)).toThrow(/JSON|Invalid/);
    },
  );
});

describe("a part of a preview", () => {
  it.each([
    ["a warning that is no", { warned: 1 }],
    ["a claim that is no", { repeatable: "yes" }],
    ["no list of what it rests on", { restsOn: {} }],
    ["half of where it was shown before", { shownBefore: { id: "1" } }],
    ["another digest of its inputs", { inputsDigest: "sha256:1" }],
    ["no manifests in their place", { manifests: {} }],
    ["no files in its manifests", { manifests: { folder: "apps", files: { a: 1 }, settings: "" } }],
    ["an engine's plan without steps", { plan: {} }],
    ["more numbers than there are", { counts: { create: 0, update: 0, replace: 0, delete: 0, same: 0, more: 1 } }],
  ])("is not read with %s, which no record could hold", (_, said) => {
    const counts = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
    const layer = { layer: "infrastructure", kind: "unchanged", at: "now", steps: [], counts, planDigest: "sha256:1" };
    const [preview] = fc.sample(anyPreview, 1);
    const affected = { name: "dev", folder: "changed", reasons: [], layers: ["infrastructure"] };
    const partWith = (more: object) => {
      const environments = [{ affected, layers: [{ ...layer, ...more }] }];
      return JSON.stringify(partJson({ ...preview, environments } as unknown as Parameters<typeof partJson>[0]));
    };
    expect(partIn(partWith({})).environments).toHaveLength(1);
    expect(() => partIn(partWith(said))).toThrow(/Invalid|Unrecognized/);
  });

  it("holds no secret, in whatever form one is in the plan", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: '"hunter2"' };
    const [preview] = fc.sample(anyPreview, 1);
    const held = { ...preview, states: [{ location: "/state", secret }] } as unknown as Parameters<typeof partJson>[0];
    const text = JSON.stringify(partJson(held));
    expect(text).toContain("[secret]");
    expect(text).not.toContain("hunter2");
  });
});
