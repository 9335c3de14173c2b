import { describe, expect, it } from "vitest";
import {
  type ChangeRun,
  type ClustersAgainstGit,
  digestOf,
  type EnvironmentPreview,
  type EnvironmentRun,
  noChanges,
  type ObjectVerdict,
  type Problem,
  runOfOutcome,
} from "../../../src/change/index.ts";
import { exitCodeOfRun } from "../../../src/cli/driver-run.ts";
import { NotAnswered } from "../../../src/cli/errors.ts";
import { exitCodeOf } from "../../../src/cli/exit-code.ts";
import { exitCodeOfPreview } from "../../../src/cli/preview-output.ts";
import { type ErrorKind, GroundworkError } from "../../../src/lib/index.ts";

const byKind: readonly (readonly [ErrorKind, number])[] = [
  ["invalid", 2],
  ["refused", 4],
  ["failed", 1],
  ["unknown", 5],
];

class OfKind extends GroundworkError {
  readonly code = "of-a-kind";
  readonly data = {};
  constructor(readonly kind: ErrorKind) {
    super("");
  }
}

const affected = { name: "dev", layers: [], reasons: [], folder: "unchanged" } as never;
const removed = { name: "gone", layers: [], reasons: [], folder: "removed" } as never;
const problem = (kind: ErrorKind, code = "some"): Problem => ({ code, kind, message: "", details: [] });
const layer = { layer: "infrastructure", at: "2026-01-01T00:00:00.000Z" } as const;
const unplanned = (kind: ErrorKind, code?: string): EnvironmentPreview => ({
  affected,
  layers: [{ ...layer, kind: code === "cancelled" ? "unknown" : "failed", problem: problem(kind, code) }],
});
const notHandled: EnvironmentPreview = { affected, layers: [{ ...layer, layer: "machines", kind: "not-handled" }] };
const runOf = (...layers: EnvironmentRun["layers"]): EnvironmentRun => ({ affected, layers, milliseconds: 1 });
const notRun = (kind: ErrorKind): EnvironmentRun => runOf({ ...layer, kind: "refused", problem: problem(kind) });
const ran = (result: "succeeded" | "failed" | "cancelled"): EnvironmentRun =>
  runOf(
    runOfOutcome(
      { result, steps: [], summary: {}, diagnostics: [], outputs: {}, milliseconds: 1 },
      { at: layer.at, milliseconds: 1 },
    ),
  );
const skipped: EnvironmentRun = runOf({ ...layer, kind: "not-started", because: "needs net" });
const cluster = { layer: "cluster", at: layer.at, steps: [], counts: noChanges, milliseconds: 1 } as const;
const withClusters = (clusters: ClustersAgainstGit): EnvironmentPreview => ({
  affected,
  layers: [{ ...cluster, kind: "planned", planDigest: digestOf([]), clusters }],
});
const compared = (verdict: ObjectVerdict): ClustersAgainstGit => {
  const object = { object: "ConfigMap/shop/web", origin: "apps/web.yaml:1", verdict, fields: [], others: [] };
  const left = { kind: "no-inventory" } as const;
  const of = { mode: "exact", cluster: "127.0.0.1:1", folder: "apps", problems: [] } as const;
  return { kind: "compared", diffs: [{ ...of, at: layer.at, objects: [object], left }] };
};

function run(parts: Partial<ChangeRun>): ChangeRun {
  return {
    verb: "up",
    commit: "c",
    affected: { environments: [] } as never,
    previews: [],
    environments: [],
    states: [],
    uncommitted: { paths: [] },
    local: false,
    milliseconds: 1,
    ...parts,
  };
}

describe("the exit code of an error", () => {
  it.each(byKind)("of kind %s is %i", (kind, code) => {
    expect(exitCodeOf(new OfKind(kind))).toBe(code);
  });

  it("that is not one of ours is 1", () => {
    expect([new Error("x"), "x", undefined].map(exitCodeOf)).toEqual([1, 1, 1]);
  });

  it("that is an interruption of a question is 130", () => {
    expect(exitCodeOf(new NotAnswered())).toBe(130);
  });
});

describe("the exit code of a preview", () => {
  const { signal } = new AbortController();
  it.each<readonly [string, readonly EnvironmentPreview[], number]>([
    ["of a wrong file", [unplanned("invalid")], 2],
    ["of a wrong file beside a folder that left Git", [unplanned("invalid"), { affected: removed, layers: [] }], 2],
    ["of what is refused", [unplanned("refused")], 5],
    ["of what cannot be said", [unplanned("unknown")], 5],
    ["of reasons of two kinds", [unplanned("invalid"), unplanned("unknown")], 5],
    ["of a layer that is not handled", [notHandled], 5],
    ["of a layer that is not handled beside a wrong file", [notHandled, unplanned("invalid")], 2],
    ["of nothing", [], 0],
  ])("%s", (_, environments, code) => {
    expect(exitCodeOfPreview(environments, false, signal)).toBe(code);
  });

  it.each<readonly [string, ClustersAgainstGit, number]>([
    ["of a cluster that could not be asked is 5", { kind: "not-compared", problem: problem("unknown") }, 5],
    ["of an object that could not be compared is 5", compared("unknown"), 5],
    ["of an object that differs is 3", compared("diverged"), 3],
  ])("%s, where differences are asked for", (_, clusters, code) => {
    const environments = [withClusters(clusters)];
    expect(exitCodeOfPreview(environments, true, signal)).toBe(code);
    expect(exitCodeOfPreview(environments, false, signal)).toBe(0);
  });

  it("of an engine's failure is 5, since it is no verdict", () => {
    expect(exitCodeOfPreview([unplanned("failed")], true, signal)).toBe(5);
  });
});

describe("the exit code of a run", () => {
  it.each<readonly [string, Partial<ChangeRun>, number]>([
    ["that was declined", { refusal: { kind: "declined" } }, 4],
    ["whose plan was of a wrong file", previewFailed(unplanned("invalid")), 2],
    ["whose plan was refused", previewFailed(unplanned("refused")), 4],
    ["whose plan could not be made", previewFailed(unplanned("unknown")), 5],
    ["whose engine failed while planning", previewFailed(unplanned("failed")), 5],
    ["whose plan was interrupted", previewFailed(unplanned("unknown", "cancelled")), 130],
    ["that found its only stack locked", { environments: [notRun("refused")] }, 4],
    ["that found its stacks locked, and others depend on them", { environments: [notRun("refused"), skipped] }, 4],
    [
      "that changed one environment and found another locked",
      { environments: [ran("succeeded"), notRun("refused")] },
      1,
    ],
    ["that failed for two reasons", { environments: [notRun("refused"), notRun("invalid")] }, 1],
    ["with a failed step", { environments: [ran("failed")] }, 1],
    ["that was interrupted", { environments: [ran("cancelled")] }, 130],
    ["in which all went well", { environments: [ran("succeeded")] }, 0],
    ["whose manifests were handed over", { environments: [runOf({ ...cluster, kind: "published" })] }, 0],
    [
      "whose agent was late",
      { environments: [runOf({ ...cluster, kind: "not-converged", problem: problem("failed") })] },
      1,
    ],
    ["that left a layer", { environments: [runOf({ ...cluster, layer: "machines", kind: "not-handled" })] }, 5],
  ])("%s", (_, parts, code) => {
    expect(exitCodeOfRun(run(parts))).toBe(code);
  });

  function previewFailed(...previews: readonly EnvironmentPreview[]): Partial<ChangeRun> {
    return { refusal: { kind: "preview-failed", environments: ["dev"] }, previews };
  }
});
