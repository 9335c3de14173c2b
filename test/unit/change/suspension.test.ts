import { describe, expect, it } from "vitest";
import { isOverdue, suspensionText } from "../../../src/change/index.ts";

const now = new Date("2026-01-01T12:00:00Z");
const suspension = { by: "Ada", reason: "the database is being moved", at: "2026-01-01T08:00:00Z" };

describe("a suspension", () => {
  it("says who wanted it, since when, until when and why", () => {
    expect(suspensionText({ ...suspension, until: "2026-01-01T13:00:00Z" }, now)).toBe(
      "suspended by Ada since 2026-01-01T08:00:00Z, until 2026-01-01T13:00:00Z: the database is being moved",
    );
    expect(suspensionText({}, now)).toBe("suspended");
  });

  it("is overdue from its end on, and never without one", () => {
    const ended = { ...suspension, until: "2026-01-01T12:00:00Z" };
    expect([isOverdue(ended, now), isOverdue(suspension, now)]).toEqual([true, false]);
    expect(suspensionText(ended, now)).toContain(", overdue since 2026-01-01T12:00:00Z:");
  });
});
