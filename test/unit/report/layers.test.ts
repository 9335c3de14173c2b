import { describe, expect, it } from "vitest";
import {
  type AffectedEnvironment,
  type ChangeCounts,
  type ChangePreview,
  type ChangeRun,
  digestOf,
  type LayerPreview,
  type LayerRun,
  noChanges,
  type Problem,
} from "../../../src/change/index.ts";
import {
  markdown,
  plainPaint,
  previewJson,
  previewReport,
  runJson,
  runReport,
  terminalLines,
} from "../../../src/report/index.ts";
import { planOf, step } from "../../fakes/driver/fake-engine.ts";

const at = "2026-01-01T00:00:00.000Z";
const affected: AffectedEnvironment = {
  name: "dev",
  folder: "changed",
  reasons: [
    { kind: "own-file", layer: "infrastructure", path: "environments/dev/environment.yaml" },
    { kind: "own-file", layer: "cluster", path: "environments/dev/apps/web.yaml" },
    { kind: "own-file", layer: "machines", path: "environments/dev/machines/site.yaml" },
  ],
  layers: ["infrastructure", "cluster", "machines"],
};
const problem: Problem = { code: "some", kind: "failed", message: "it broke", details: ["in the middle"] };
const counts = (some: Partial<ChangeCounts>): ChangeCounts => ({ ...noChanges, ...some });
const around = {
  commit: "0123456789abcdef",
  affected: { environments: [affected], total: 1, changedFiles: 3 },
  states: [],
  uncommitted: { paths: [] },
  local: false,
  milliseconds: 1_000,
};

const planned: LayerPreview = {
  layer: "infrastructure",
  at,
  kind: "planned",
  steps: [],
  counts: counts({ create: 1 }),
  planDigest: digestOf([]),
  plan: planOf([step("dev", "main", "create", undefined, { size: 1 })]),
};
const cluster: LayerPreview = {
  layer: "cluster",
  at,
  kind: "planned",
  steps: [{ urn: "environments/dev/apps/web.yaml", op: "update", paths: { content: "1" } }],
  counts: counts({ update: 1, same: 2 }),
  planDigest: digestOf([]),
  manifests: { folder: "environments/dev/apps", files: {}, settings: "" },
};
const machines: LayerPreview = { layer: "machines", at, kind: "not-handled" };

const previewOf = (...layers: readonly LayerPreview[]): ChangePreview => ({
  ...around,
  environments: [{ affected, layers }],
});
const textOf = (preview: ChangePreview) => terminalLines(previewReport(preview), plainPaint).join("\n");

describe("a preview of several layers", () => {
  it("has a line for each of them, with its own numbers and its own reasons", () => {
    const text = textOf(previewOf(planned, cluster));
    expect(text).toMatch(/^dev +1 +0 +0 +0 +environment\.yaml/m);
    expect(text).toMatch(/^dev cluster +0 +1 +0 +0 +apps\/web\.yaml$/m);
    expect(text).toContain("dev cluster: 1 manifest; the sync agent applies them");
    expect(text).toContain("~ update environments/dev/apps/web.yaml");
  });

  it("has the same lines as a preview of the infrastructure alone where nothing else would change", () => {
    const unchanged: LayerPreview = { ...cluster, kind: "unchanged", steps: [], counts: counts({ same: 3 }) };
    expect(textOf(previewOf(planned, unchanged))).toBe(textOf(previewOf(planned)));
  });

  it("says unknown of a layer that is not handled, and of one that failed, and why", () => {
    const failed: LayerPreview = { layer: "cluster", at, kind: "failed", problem };
    const text = textOf(previewOf(planned, failed, machines));
    expect(text).toContain("unknown for 1 of 1");
    expect(text).toMatch(/^dev cluster +unknown/m);
    expect(text).toMatch(/^dev machines +unknown/m);
    expect(text).toContain("dev: cannot be previewed: it broke");
    expect(text).toContain("dev: its machines are unknown.");
  });

  it("has the same rows in Markdown", () => {
    const text = markdown(previewReport(previewOf(planned, cluster, machines)));
    expect(text).toMatch(/^\| dev \|/m);
    expect(text).toMatch(/^\| dev cluster \|/m);
    expect(text).toMatch(/^\| dev machines \|/m);
  });

  it("is a list of layers in JSON, each with its kind, time, steps, counts and digest", () => {
    const { version, environments } = previewJson(previewOf(planned, cluster, machines));
    expect(version).toBe(2);
    expect(environments[0]).toMatchObject({
      name: "dev",
      kind: "not-handled",
      layers: [
        { layer: "infrastructure", kind: "planned", at, counts: { create: 1 }, planDigest: digestOf([]) },
        { layer: "cluster", kind: "planned", at, steps: [{ op: "update" }], manifests: { settings: "" } },
        { layer: "machines", kind: "not-handled", at },
      ],
    });
  });
});

const work = { at, steps: [], counts: counts({ create: 2 }), milliseconds: 1 };

/** Every way in which a layer may end, and what the table says of it. */
const ends: readonly (readonly [string, readonly LayerRun[], RegExp])[] = [
  [
    "applied, with its cluster",
    [
      { ...work, layer: "infrastructure", kind: "applied" },
      { ...work, layer: "cluster", kind: "applied", revision: "fedcba9876543210" },
    ],
    /^dev +done +2 +0 +0 +0 +converged at fedcba9/m,
  ],
  [
    "unchanged, with manifests handed over",
    [
      { ...work, counts: noChanges, layer: "infrastructure", kind: "unchanged" },
      { ...work, layer: "cluster", kind: "published" },
    ],
    /^dev +done +0 +0 +0 +0 +not awaited/m,
  ],
  [
    "applied, with an agent that is late",
    [
      { ...work, layer: "infrastructure", kind: "applied" },
      { ...work, layer: "cluster", kind: "not-converged", problem },
    ],
    /^dev +done +2 +0 +0 +0 +not converged/m,
  ],
  [
    "failed",
    [
      { ...work, layer: "infrastructure", kind: "failed", problem },
      { layer: "cluster", at, kind: "not-started", because: "the infrastructure did not succeed" },
    ],
    /^dev +failed +2 +0 +0 +0 +-/m,
  ],
  ["cancelled", [{ ...work, layer: "infrastructure", kind: "cancelled", problem }], /^dev +cancelled +2/m],
  ["refused", [{ layer: "infrastructure", at, kind: "refused", problem }], /^dev +failed *$/m],
  [
    "not started",
    [{ layer: "infrastructure", at, kind: "not-started", because: "net failed" }],
    /^dev +not started *$/m,
  ],
  ["apps alone, skipped", [{ layer: "cluster", at, kind: "skipped" }], /^dev +apps only +0 +0 +0 +0 +-/m],
  ["machines alone", [{ layer: "machines", at, kind: "not-handled" }], /^dev +unknown *$/m],
];

describe("a run of several layers", () => {
  const runOf = (layers: readonly LayerRun[]): ChangeRun => ({
    ...around,
    verb: "up",
    previews: [],
    environments: [{ affected, layers, milliseconds: 1_000 }],
  });

  it.each(ends)("has a line for an environment that ended %s", (_, layers, line) => {
    expect(terminalLines(runReport(runOf(layers)), plainPaint).join("\n")).toMatch(line);
  });

  it("says what is wrong once, although what stands on it was not started for the same reason", () => {
    const [, layers = []] = ends.find(([name]) => name === "failed") ?? [];
    const text = terminalLines(runReport(runOf(layers)), plainPaint).join("\n");
    expect(text).toContain("1 of 1 not done");
    expect(text.split("is not done:")).toHaveLength(2);
    expect(text).toContain("it broke");
  });

  it("is a list of layers in JSON", () => {
    const [[, layers] = ["", []]] = ends;
    const json = runJson(runOf(layers));
    expect(json).toMatchObject({ version: 2, succeeded: true });
    expect(json.environments[0]).toMatchObject({
      kind: "applied",
      layers: [
        { layer: "infrastructure", kind: "applied", counts: { create: 2 } },
        { layer: "cluster", kind: "applied", revision: "fedcba9876543210" },
      ],
    });
  });
});
