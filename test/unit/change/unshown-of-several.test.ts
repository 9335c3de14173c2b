import { describe, expect, it } from "vitest";
import {
  type BindingPlan,
  type EnvironmentPreview,
  type ManifestFiles,
  type ShownStep,
  unshownOfSeveral,
} from "../../../src/change/index.ts";

const urn = (name: string) => `urn:pulumi:dev::groundwork::gcp:compute/network:Network::${name}`;
const update = (name: string, paths: Readonly<Record<string, string>>): ShownStep => ({
  urn: urn(name),
  op: "update",
  paths,
});
const planOf = (...steps: readonly ShownStep[]): BindingPlan => ({
  environment: "dev",
  layers: [{ layer: "infrastructure", steps }],
});
const folder = "environments/dev/apps";
const manifests = (files: Readonly<Record<string, string>>): ManifestFiles => ({ folder, files, settings: "s" });
const manifestPlan = (files: Readonly<Record<string, string>>): BindingPlan => ({
  environment: "dev",
  layers: [{ layer: "cluster", steps: [], manifests: manifests(files) }],
});
const previewOf = (layer: object) =>
  [{ affected: { name: "dev" }, layers: [{ kind: "planned", ...layer }] }] as unknown as readonly EnvironmentPreview[];
const infrastructure = (...steps: readonly ShownStep[]) => previewOf({ layer: "infrastructure", steps });
const cluster = (files: Readonly<Record<string, string>>) =>
  previewOf({ layer: "cluster", steps: [], manifests: manifests(files) });

describe("what several change requests showed", () => {
  const none = new Map<string, ManifestFiles>();

  it("is every step of each, with the properties of all", () => {
    const plans = [planOf(update("a", { size: "1" })), planOf(update("a", { zone: "2" }), update("b", { size: "3" }))];
    expect(
      unshownOfSeveral(infrastructure(update("a", { size: "1", zone: "2" }), update("b", { size: "3" })), plans, none),
    ).toEqual([]);
  });

  it("is no step, no property and no value that none of them showed", () => {
    const plans = [planOf(update("a", { size: "1" })), planOf(update("b", { size: "1" }))];
    const now = infrastructure(update("a", { size: "2" }), update("b", { size: "1", zone: "1" }), update("c", {}));
    expect(unshownOfSeveral(now, plans, none).flatMap(({ steps }) => steps.map(({ because }) => because))).toEqual([
      "other values for size",
      "other values for zone",
      "update was not shown",
    ]);
  });

  it("is nothing of another environment, and nothing where there are none", () => {
    const other = { ...planOf(update("a", { size: "1" })), environment: "staging" };
    expect(unshownOfSeveral(infrastructure(update("a", { size: "1" })), [other], none)).toHaveLength(1);
    expect(unshownOfSeveral(infrastructure(update("a", { size: "1" })), [], none)).toHaveLength(1);
    expect(unshownOfSeveral(cluster({ "a.yaml": "1" }), [], none)).toMatchObject([{ manifests: ["a.yaml"] }]);
  });

  it("is each file as one of them has it, beside those that stand", () => {
    const standing = new Map([["dev", manifests({ "a.yaml": "0", "b.yaml": "0", "c.yaml": "5" })]]);
    const plans = [
      manifestPlan({ "a.yaml": "1", "b.yaml": "0", "c.yaml": "0" }),
      manifestPlan({ "a.yaml": "0", "b.yaml": "1", "c.yaml": "0" }),
    ];
    expect(unshownOfSeveral(cluster({ "a.yaml": "1", "b.yaml": "1", "c.yaml": "5" }), plans, standing)).toEqual([]);
    expect(unshownOfSeveral(cluster({ "a.yaml": "1", "b.yaml": "2" }), plans, standing)).toMatchObject([
      { manifests: ["b.yaml", "c.yaml"] },
    ]);
  });
});
