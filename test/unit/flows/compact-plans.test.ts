import { expect, it } from "vitest";
import type { EnvironmentPreview, Plan, PlannedLayer } from "../../../src/change/index.ts";
import { withCompactPlan, withCompactPlans } from "../../../src/flows/preview/compact-plans.ts";
import { withoutClaims } from "../../../src/flows/preview/repeatable-plans.ts";

const plan: Plan = {
  result: "succeeded",
  steps: [
    {
      op: "update",
      urn: "urn:pulumi:dev::platform::gcp:compute/network:Network::main",
      type: "gcp:compute/network:Network",
      provider: "",
      replaceKeys: [],
      diffs: ["description"],
      detailedDiff: { description: { kind: "update", inputDiff: true } },
      protect: false,
      oldInputs: { description: "before", routes: [1, null, { open: false }] },
      newInputs: JSON.parse(`{ "description": "after", "__proto__": "kept" }`) as Record<string, unknown>,
    },
  ],
  summary: { update: 1 },
  diagnostics: [{ severity: "warning", message: "deprecated" }],
  outputs: { network: "main" },
  milliseconds: 12.5,
  reads: { cloud: false, stacks: [], previewed: [] },
};

const layer: PlannedLayer = {
  layer: "infrastructure",
  at: "2026-01-01T00:00:00.000Z",
  kind: "planned",
  planDigest: "sha256:1",
  steps: [],
  counts: { create: 0, update: 1, replace: 0, delete: 0, same: 0 },
  plan,
};

const preview: EnvironmentPreview = {
  affected: { name: "dev", folder: "changed", layers: ["infrastructure"], reasons: [] },
  layers: [{ layer: "machines", at: "2026-01-01T00:00:00.000Z", kind: "not-handled" }, layer],
};

it("a preview whose plans are compact says what it said before, as often as it is asked", () => {
  const compact = withCompactPlans(preview);
  for (let each = 0; each < 2; each += 1) {
    expect(JSON.stringify(compact)).toBe(JSON.stringify(preview));
    expect(compact).toEqual(preview);
  }
});

it("a preview whose plans are compact holds on to none of the plan's values", () => {
  const [, compact] = withCompactPlans(preview).layers;
  expect(compact).toHaveProperty("plan", plan);
  expect((compact as PlannedLayer).plan).not.toBe(plan);
  for (const name of ["plan", "steps"])
    expect(Object.getOwnPropertyDescriptor(compact, name)).not.toHaveProperty("value");
});

it("a compact plan is compact already, and stays so when a claim is taken from it", () => {
  const compact = withCompactPlan({ ...layer, repeatable: true });
  expect(withCompactPlan(compact)).toBe(compact);
  const [unclaimed] = withoutClaims({ affected: preview.affected, layers: [compact] }).layers;
  expect(unclaimed).toEqual(layer);
  for (const name of ["plan", "steps"])
    expect(Object.getOwnPropertyDescriptor(unclaimed, name)).not.toHaveProperty("value");
});

it("compact plans that are read in turns are each their own", () => {
  const [one, other] = [layer, { ...layer, plan: { ...plan, outputs: { network: "other" } } }].map(withCompactPlan);
  for (let each = 0; each < 2; each += 1)
    expect([one?.plan?.outputs, other?.plan?.outputs]).toEqual([{ network: "main" }, { network: "other" }]);
});
