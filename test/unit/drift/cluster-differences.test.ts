import { describe, expect, it } from "vitest";
import type { FieldDifference, Kubediff, ObjectDifference } from "../../../src/change/index.ts";
import { clusterDifferences, unknownInClusters } from "../../../src/drift/index.ts";

const object = (name: string, more: Partial<ObjectDifference> = {}): ObjectDifference => ({
  object: `Deployment/shop/${name}`,
  origin: "apps/web.yaml:1",
  verdict: "diverged",
  fields: [],
  others: [],
  ...more,
});
const field = (path: string, ...managers: readonly string[]): FieldDifference => ({
  path,
  cluster: 1,
  git: 2,
  ...(managers.length > 0 && { managers }),
});
const diff = (objects: readonly ObjectDifference[], more: Partial<Kubediff> = {}): Kubediff => ({
  at: "2026-12-01T00:00:00Z",
  mode: "exact",
  cluster: "127.0.0.1:6443",
  folder: "apps",
  objects,
  left: { kind: "read", of: ["dev"], objects: [] },
  problems: [],
  ...more,
});
const found = (diffs: readonly Kubediff[], isPending: boolean) =>
  clusterDifferences({ environment: "dev", diffs, isPending }).map(
    ({ subject, change, paths, cause }) => `${subject.split("/")[2]} ${change} ${paths.join(" ")}: ${cause.kind}`,
  );

describe("objects of a cluster that differ from Git", () => {
  it("were changed outside once the agent has applied the commit", () => {
    const objects = [
      object("web", { fields: [field(".spec.replicas")] }),
      object("gone", { missing: true }),
      object("fine", { verdict: "in-sync" }),
    ];
    const left = {
      kind: "read",
      of: ["dev"],
      objects: [
        { object: "ConfigMap/shop/old", pruned: true },
        { object: "ConfigMap/shop/kept", pruned: false },
      ],
    } as const;
    expect(found([diff(objects, { left })], false)).toEqual([
      "web changed .spec.replicas: changed-outside",
      "gone missing : changed-outside",
      "old surplus : changed-outside",
    ]);
  });

  it("wait for the agent before that, but for fields that another manager has taken", () => {
    const objects = [
      object("web", { fields: [field(".spec.replicas", "kubectl-scale"), field(".spec.paused")] }),
      object("new", { missing: true }),
      object("other", { fields: [field(".spec.paused")] }),
      object("taken", { fields: [field(".spec.paused", "kubectl-edit")] }),
    ];
    expect(found([diff(objects)], true)).toEqual([
      "web changed .spec.replicas: changed-outside",
      "web changed .spec.paused: not-applied",
      "new missing : not-applied",
      "other changed .spec.paused: not-applied",
      "taken changed .spec.paused: changed-outside",
    ]);
  });

  it("are told apart from those that could not be compared, each with its reason", () => {
    const objects = [object("web", { verdict: "unknown", problem: "forbidden" })];
    const left = { kind: "unknown", because: "the inventory cannot be read" } as const;
    const problems = [{ origin: "apps/a.yaml:3", problem: "is no YAML" }];
    const diffs = [diff(objects, { left, problems })];
    expect(found(diffs, false)).toEqual([]);
    expect(unknownInClusters(diffs)).toEqual([
      "apps/a.yaml:3: is no YAML",
      "Deployment/shop/web: forbidden",
      "what Git does not have any more is not known: the inventory cannot be read",
    ]);
  });
});
