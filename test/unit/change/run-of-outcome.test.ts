import { describe, expect, it } from "vitest";
import { runOfOutcome } from "../../../src/change/index.ts";
import { planOf } from "../../fakes/driver/fake-engine.ts";

describe("a run that failed", () => {
  it("says once what several resources met, and each different thing", () => {
    const error = (message: string) => ({ severity: "error", message }) as const;
    const diagnostics = [
      error("no such cluster\n"),
      error("no such cluster"),
      error("no such disk"),
      error("up failed"),
    ];
    const run = runOfOutcome(
      { ...planOf([]), steps: [], result: "failed", diagnostics },
      { at: "2026-01-01T00:00:00.000Z", milliseconds: 1 },
    );
    expect(run).toMatchObject({ problem: { details: ["no such cluster", "no such disk", "up failed"] } });
  });
});
