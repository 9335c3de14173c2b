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
  it("holds no secret, in whatever form one is in the plan", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: '"hunter2"' };
    const [preview] = fc.sample(anyPreview, 1);
    const held = { ...preview, states: [{ location: "/state", secret }] } as unknown as Parameters<typeof partJson>[0];
    const text = JSON.stringify(partJson(held));
    expect(text).toContain("[secret]");
    expect(text).not.toContain("hunter2");
  });
});
