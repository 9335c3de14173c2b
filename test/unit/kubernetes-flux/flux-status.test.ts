import { describe, expect, it } from "vitest";
import { commitOf, gitRepository, kustomization, syncStatusOf } from "../../../src/kubernetes/flux-status/index.ts";

const commit = "4c1f2ab0000000000000000000000000000000ff";
const metadata = { name: "dev", namespace: "flux-system", generation: 2 };
const condition = (status: string, message = "") => ({
  type: "Ready",
  status,
  reason: "ReconciliationFailed",
  message,
  lastTransitionTime: "2026-01-01T00:00:00Z",
});
const applied = (status: object, more: object = {}) =>
  kustomization.parse({ metadata: { ...metadata, ...more }, spec: {}, status });

describe("what Flux's objects say", () => {
  it("is the commit of a revision, in the present and the former format", () => {
    expect(commitOf(`main@sha1:${commit}`)).toBe(commit);
    expect(commitOf(commit)).toBe(commit);
    expect(commitOf("main/4c1f2ab")).toBeUndefined();
    expect(commitOf(undefined)).toBeUndefined();
  });

  it("is one problem per object of a failed message, with its place", () => {
    const message =
      "2 of 9 objects failed:\nenvironments/dev/apps/db.yaml:2: StatefulSet/shop/db: not valid\nDeployment/shop/web dry-run failed: no such field";
    expect(syncStatusOf(applied({ conditions: [condition("False", message)] }), undefined).problems).toEqual([
      { object: "StatefulSet/shop/db", problem: "not valid (environments/dev/apps/db.yaml:2)" },
      { object: "Deployment/shop/web", problem: "dry-run failed: no such field" },
    ]);
  });

  it("is one problem per place where no object could be read", () => {
    const message = "apps/a.yaml:1: Secret a is encrypted for age1x\napps/b.yaml:12: no YAML";
    expect(syncStatusOf(applied({ conditions: [condition("False", message)] }), undefined).problems).toEqual([
      { object: "apps/a.yaml:1", problem: "Secret a is encrypted for age1x" },
      { object: "apps/b.yaml:12", problem: "no YAML" },
    ]);
  });

  it("is stale until the newest spec and the newest request were looked at", () => {
    const requested = { annotations: { "reconcile.fluxcd.io/requestedAt": "2" } };
    expect(syncStatusOf(applied({ observedGeneration: 1 }), undefined).stale).toBe(true);
    expect(syncStatusOf(applied({ observedGeneration: 2 }, requested), undefined).stale).toBe(true);
    expect(
      syncStatusOf(applied({ observedGeneration: 2, lastHandledReconcileAt: "2" }, requested), undefined).stale,
    ).toBe(false);
  });

  it("has no Ready condition, and nothing applied, before the agent has spoken", () => {
    const source = gitRepository.parse({ metadata });
    expect(syncStatusOf(applied({}), source)).toMatchObject({
      ready: undefined,
      appliedCommit: undefined,
      objects: 0,
      stale: true,
    });
  });
});
