import { describe, expect, it } from "vitest";
import { isAtLeast, readLogLine } from "../../../src/report/index.ts";

describe("a line of an agent's log", () => {
  it.each([
    [
      "of Groundwork's agent",
      '{"level":40,"time":"2026-01-01T00:00:00.000Z","kind":"Kustomization","detail":"a b","msg":"event"}',
      { level: "warn", text: '2026-01-01T00:00:00.000Z warn event kind=Kustomization detail="a b"' },
    ],
    [
      "of a controller of Flux",
      '{"level":"info","ts":"2026-01-01T00:00:00.000Z","msg":"fetched","GitRepository":{"name":"dev"}}',
      { level: "info", text: '2026-01-01T00:00:00.000Z info fetched GitRepository={"name":"dev"}' },
    ],
    ["that is no JSON", "panic: out of memory", { text: "panic: out of memory" }],
    ["that is JSON of another kind", "[1]", { text: "[1]" }],
    ["that would clear the screen", "\u001b[2Jpanic", { text: "\\u001b[2Jpanic" }],
  ])("%s is one harmless line for people", (_, written, read) => {
    expect(readLogLine(written)).toEqual(read);
  });

  it("is left out where it is less urgent than asked for, and kept where that is not known", () => {
    const kept = (level: unknown) => isAtLeast(readLogLine(JSON.stringify({ level, msg: "" })), "warn");
    expect([20, 30, 40, 50, 60, "debug", "info", "warn", "error", "fatal"].map(kept)).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(isAtLeast(readLogLine("panic"), "error")).toBe(true);
  });
});
