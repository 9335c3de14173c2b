import { describe, expect, it } from "vitest";
import { driftVerdict, type FleetDrift, type LayerDrift, mergeDrift } from "../../../src/drift/index.ts";
import { driftIn, driftJson } from "../../../src/report/index.ts";

const layer: LayerDrift = {
  layer: "infrastructure",
  verdict: "in-sync",
  detail: "as declared",
  problems: [],
  differences: [],
};
const drift = (names: readonly string[], more: Partial<FleetDrift> = {}): FleetDrift => ({
  commit: "c".repeat(40),
  at: "2026-12-01T00:00:00.000Z",
  local: false,
  states: [{ location: "gs://state", stacks: 3 }],
  environments: names.map((environment) => ({ environment, layers: [layer] })),
  ...more,
});
const whole = { commit: "c".repeat(40), environments: ["a", "b", "c"] };
const part = (file: string, of: FleetDrift) => ({ file, drift: of });

describe("what several jobs have compared", () => {
  it("is one comparison, in the order of the commit's environments", () => {
    const later = "2026-12-01T00:05:00.000Z";
    const merged = mergeDrift([part("2.json", drift(["c", "a"], { at: later })), part("1.json", drift(["b"]))], whole);
    expect(merged).toEqual({ kind: "merged", drift: drift(["a", "b", "c"], { at: later }) });
  });

  it("has an environment that no part has as unknown", () => {
    const merged = mergeDrift([part("1.json", drift(["a", "b"]))], whole);
    if (merged.kind !== "merged") throw new Error(merged.problems.join());
    expect(driftVerdict(merged.drift)).toBe("unknown");
    expect(merged.drift.environments[2]).toMatchObject({ environment: "c", problem: { code: "part-missing" } });
  });

  it.each<readonly [string, readonly ReturnType<typeof part>[], RegExp]>([
    [
      "of another commit",
      [part("1.json", drift(["a"], { commit: "d".repeat(40) }))],
      /1\.json is about the commit d{12}/,
    ],
    [
      "with an environment twice",
      [part("1.json", drift(["a"])), part("2.json", drift(["a"]))],
      /a is in 1\.json and in 2\.json/,
    ],
    ["with an environment that is not declared", [part("1.json", drift(["z"]))], /1\.json has z/],
    ["of no parts", [], /there is no part/],
  ])("is refused %s", (_, parts, problem) => {
    const merged = mergeDrift(parts, whole);
    expect(merged.kind).toBe("refused");
    expect("problems" in merged ? merged.problems.join() : "").toMatch(problem);
  });
});

describe("the JSON of a comparison", () => {
  it("is read again as what was written", () => {
    const written: FleetDrift = drift(["a"], {
      environments: [
        {
          environment: "a",
          problem: { code: "x", kind: "invalid", message: "wrong", details: [] },
          layers: [
            {
              ...layer,
              verdict: "diverged",
              changing: true,
              notes: ["why"],
              differences: [
                {
                  environment: "a",
                  layer: "infrastructure",
                  subject: "s",
                  change: "changed",
                  paths: ["p"],
                  cause: { kind: "changed-outside", by: { actor: "eve", at: "2026-12-01T00:00:00Z" } },
                  accepted: { owner: "ada", reason: "r", until: "2026-12-31" },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(driftIn(JSON.stringify(driftJson(written)))).toEqual(written);
  });

  it.each(["", "[]", '{"kind":"preview","version":1}', JSON.stringify({ ...driftJson(drift(["a"])), version: 2 })])(
    "is not taken for one where it is another text: %s",
    (text) => {
      expect(() => driftIn(text)).toThrow(/JSON|invalid/iu);
    },
  );
});
