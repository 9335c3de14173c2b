import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EnvironmentTree,
  everyObject,
  holdUpLines,
  holdUpsOf,
  type ObjectHealth,
  type RootNode,
  type SyncTree,
  type TreeObject,
  treeVerdict,
} from "../../../src/change/index.ts";

const object = (name: string, health: ObjectHealth = "Current", more: Partial<TreeObject> = {}): TreeObject => ({
  object: `ConfigMap/shop/${name}`,
  health,
  message: "",
  ...more,
});
const treeOf = (root: Partial<RootNode> = {}, source: SyncTree["source"] = fetched): EnvironmentTree => ({
  environment: "dev",
  at: "2026-01-01T00:00:00Z",
  clusters: [{ cluster: "main", tree: { source, root: { ...healthyRoot, ...root } } }],
});
const fetched = { object: "GitRepository/flux-system/dev", ready: "True", message: "" } as const;
const healthyRoot: RootNode = {
  object: "Kustomization/flux-system/dev",
  ready: "True",
  message: "",
  stale: false,
  suspended: false,
  objects: [object("a")],
};
const nested = (objects: readonly TreeObject[], suspended = false) =>
  object("inner", "Current", { applied: { suspended, objects } });
const withoutSource: EnvironmentTree = {
  ...treeOf(),
  clusters: [{ cluster: "main", tree: { source: undefined, root: healthyRoot } }],
};
const problem = { code: "x", kind: "unknown", message: "away", details: [] } as const;

describe("the verdict on a tree", () => {
  it.each<[string, EnvironmentTree, string]>([
    ["healthy where all is current", treeOf(), "healthy"],
    ["healthy where nothing was to be applied", treeOf({ objects: [] }), "healthy"],
    ["not converged where an object is on its way", treeOf({ objects: [object("a", "InProgress")] }), "not-converged"],
    ["not converged where an object is gone", treeOf({ objects: [object("a", "NotFound")] }), "not-converged"],
    ["not converged where it is not ready", treeOf({ ready: "False" }), "not-converged"],
    ["not converged where it said nothing yet", treeOf({ ready: "Unknown" }), "not-converged"],
    ["not converged where it has not looked at the newest request", treeOf({ stale: true }), "not-converged"],
    ["not converged where it is suspended", treeOf({ suspended: true }), "not-converged"],
    ["not converged without a source", withoutSource, "not-converged"],
    ["not converged where Git is not reached", treeOf({}, { ...fetched, ready: "False" }), "not-converged"],
    ["not converged where a nested one is suspended", treeOf({ objects: [nested([], true)] }), "not-converged"],
    [
      "not converged by an object of a nested one",
      treeOf({ objects: [nested([object("b", "Failed")])] }),
      "not-converged",
    ],
    ["unknown where one object is", treeOf({ objects: [object("a", "Failed"), object("b", "Unknown")] }), "unknown"],
    ["unknown where a cluster is away", { ...treeOf(), clusters: [{ cluster: "main", tree: { problem } }] }, "unknown"],
    ["unknown without a cluster", { ...treeOf(), clusters: [] }, "unknown"],
  ])("is %s", (_, tree, verdict) => {
    expect(treeVerdict(tree)).toBe(verdict);
  });

  it("is never healthy where an object is not current, however deep it is", () => {
    const health = fc.constantFrom<ObjectHealth>("Current", "Current", "InProgress", "Failed", "NotFound", "Unknown");
    const { objects } = fc.letrec<{ objects: TreeObject[]; one: TreeObject }>((tie) => ({
      objects: fc.array(tie("one"), { maxLength: 3 }),
      one: fc
        .tuple(health, fc.option(tie("objects"), { nil: undefined, maxDepth: 3 }))
        .map(([of, inner]) => object("x", of, inner ? { applied: { suspended: false, objects: inner } } : {})),
    }));
    fc.assert(
      fc.property(objects, (given) => {
        const tree = treeOf({ objects: given });
        const all = everyObject({ suspended: false, objects: given });
        const isWell = all.every((each) => each.health === "Current");
        expect(treeVerdict(tree) === "healthy").toBe(isWell);
        expect(holdUpsOf({ suspended: false, objects: given })).toHaveLength(
          all.filter((each) => each.health !== "Current").length,
        );
      }),
    );
  });
});

describe("what holds an environment up", () => {
  it("is named with health and message, what failed first, and counted beyond what fits", () => {
    const objects = [
      object("a", "InProgress", { message: "ready: 0/2" }),
      object("b"),
      nested([object("c", "Failed", { message: "the Job failed" })]),
      object("d", "NotFound", { message: "not in the cluster" }),
    ];
    const heldUpBy = holdUpsOf({ suspended: false, objects });
    expect(holdUpLines(heldUpBy, 2)).toEqual([
      "ConfigMap/shop/c failed: the Job failed",
      "ConfigMap/shop/d not found: not in the cluster",
      "and 1 more",
    ]);
    expect(holdUpLines(heldUpBy)).toContain("ConfigMap/shop/a in progress: ready: 0/2");
  });
});
