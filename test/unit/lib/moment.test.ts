import { describe, expect, it } from "vitest";
import { parseMoment } from "../../../src/lib/index.ts";

const now = new Date("2026-03-10T12:00:00.000Z");
const read = (text: string, edge: "begin" | "end" = "begin") => parseMoment(text, edge)?.(now).toISOString();

describe("a moment", () => {
  it.each([
    ["90m", "2026-03-10T10:30:00.000Z"],
    ["12h", "2026-03-10T00:00:00.000Z"],
    ["30d", "2026-02-08T12:00:00.000Z"],
    ["2026-02-28", "2026-02-28T00:00:00.000Z"],
    ["2026-02-28T09:30Z", "2026-02-28T09:30:00.000Z"],
    ["2026-02-28T09:30:15+01:00", "2026-02-28T08:30:15.000Z"],
  ])("is %s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it("that is a date ends with its day", () => {
    expect(read("2026-02-28", "end")).toBe("2026-03-01T00:00:00.000Z");
    expect(read("12h", "end")).toBe("2026-03-10T00:00:00.000Z");
  });

  it.each(["", "yesterday", "2026-02-30", "2026-13-01", "2026-02-28T09:30", "1.5h", "-1h", "9999999d", "12"])(
    "is not %j",
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});
