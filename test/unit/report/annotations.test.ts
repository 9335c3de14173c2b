import { describe, expect, it } from "vitest";
import type { ChangePreview, EnvironmentPreview, LayerPreview } from "../../../src/change/index.ts";
import { previewAnnotations } from "../../../src/report/index.ts";

const at = "2026-01-01T00:00:00.000Z";
const planned: LayerPreview = {
  layer: "infrastructure",
  at,
  kind: "unchanged",
  steps: [],
  counts: { create: 0, update: 0, replace: 0, delete: 0, same: 1 },
} as unknown as LayerPreview;
const problem = { code: "no-region", kind: "failed", message: "no such region", details: [] } as const;
const failed: LayerPreview = { layer: "infrastructure", at, kind: "failed", problem } as unknown as LayerPreview;

const environment = (name: string, layer: LayerPreview) =>
  ({
    affected: { name, folder: "changed", reasons: [], layers: [layer.layer] },
    layers: [layer],
  }) as EnvironmentPreview;

describe("annotations of a preview", () => {
  it("begin with the warnings, since forges leave out the last ones of too many", () => {
    const preview = {
      environments: [environment("dev", planned), environment("prod", failed)],
      changedLines: ["dev", "prod"].map((name) => ({
        path: `environments/${name}/environment.yaml`,
        environments: [name],
        ranges: [
          { first: 3, last: 4 },
          { first: 9, last: 9 },
        ],
      })),
    } as unknown as ChangePreview;
    expect(previewAnnotations(preview).map(({ path, first, level }) => `${path}:${first} ${level}`)).toEqual([
      "environments/prod/environment.yaml:3 warning",
      "environments/prod/environment.yaml:9 warning",
      "environments/dev/environment.yaml:3 notice",
      "environments/dev/environment.yaml:9 notice",
    ]);
  });
});
