import { describe, expect, it } from "vitest";
import { acceptDifferences, counts, type Difference, findingsOf } from "../../../src/drift/index.ts";
import type { Exception } from "../../../src/exceptions/index.ts";

const now = new Date("2026-12-01T12:00:00Z");
const difference: Difference = {
  environment: "dev",
  layer: "infrastructure",
  subject: "gcp:compute:Firewall ssh",
  change: "changed",
  paths: ["description", "sourceRanges[0]"],
  cause: { kind: "changed-outside" },
};
const exception: Exception = {
  from: "drift",
  environments: ["dev"],
  subject: "gcp:compute:Firewall *",
  owner: "ada",
  reason: "an audit",
  until: "2026-12-01",
};
const of = (...exceptions: readonly Exception[]) =>
  acceptDifferences([difference], exceptions, now).map((each) => [each.paths, each.accepted?.owner, counts(each)]);

describe("a difference that an exception names", () => {
  it("does not count until the exception's last day is over", () => {
    expect(of(exception)).toEqual([[difference.paths, "ada", false]]);
  });

  it("counts again from the next day on, and says whose exception is over", () => {
    expect(of({ ...exception, until: "2026-11-30" })).toEqual([[difference.paths, "ada", true]]);
  });

  it("counts for the paths that the exception does not name", () => {
    expect(of({ ...exception, paths: ["sourceRanges"] })).toEqual([
      [["description"], undefined, true],
      [["sourceRanges[0]"], "ada", false],
    ]);
  });

  it("does not count while one of two exceptions is in force", () => {
    const over = { ...exception, until: "2026-01-01", owner: "eve" };
    expect(of(over, exception)).toEqual([[difference.paths, "ada", false]]);
  });

  it.each<readonly [string, Partial<Exception>]>([
    ["another environment", { environments: ["prod*"] }],
    ["another resource", { subject: "gcp:compute:Network *" }],
    ["a policy", { from: "policy" }],
  ])("counts where the exception is of %s", (_, other) => {
    expect(of({ ...exception, ...other })).toEqual([[difference.paths, undefined, true]]);
  });

  it("is missing as a whole, so that an exception of some properties does not accept it", () => {
    const missing: Difference = { ...difference, change: "missing", paths: [] };
    const accepted = acceptDifferences([missing], [{ ...exception, paths: ["description"] }], now);
    expect(accepted.filter(counts)).toEqual([missing]);
  });
});

describe("the same difference in several environments", () => {
  const fleet = (...names: readonly string[]) => ({
    environments: names.map((environment) => ({
      environment,
      layers: [
        {
          layer: "infrastructure" as const,
          verdict: "diverged" as const,
          detail: "",
          problems: [],
          differences: [{ ...difference, environment }],
        },
      ],
    })),
  });

  it("is one finding with the names of all of them", () => {
    const [finding, ...others] = findingsOf(fleet("b", "a", "c"));
    expect(others).toEqual([]);
    expect(finding?.environments).toEqual(["a", "b", "c"]);
  });

  it("keeps its fingerprint when it comes to another environment, or another person makes it", () => {
    const [one] = findingsOf(fleet("a"));
    const [two] = findingsOf(fleet("a", "b"));
    expect(two?.fingerprint).toBe(one?.fingerprint);
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is another finding where other properties differ", () => {
    const other = fleet("a");
    const [first] = other.environments;
    const changed = first?.layers.map((layer) => ({
      ...layer,
      differences: layer.differences.map((each) => ({ ...each, paths: ["description"] })),
    }));
    const all = { environments: [...fleet("b").environments, { environment: "a", layers: changed ?? [] }] };
    expect(findingsOf(all)).toHaveLength(2);
  });
});
