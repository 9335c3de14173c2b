import { describe, expect, it } from "vitest";
import { parseExpression } from "../../../src/agent/cel/index.ts";
import { isInvalid, type Kustomization, kustomizationOf } from "../../../src/agent/flux/index.ts";
import { expressionsFor, healthByExpressions } from "../../../src/agent/health/index.ts";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";

const thing = (status: object, metadata: object = {}): KubernetesObject => ({
  apiVersion: "example.com/v1",
  kind: "Thing",
  metadata: { name: "x", generation: 2, ...metadata },
  status,
});
const readyIs = (status: string) => ({ conditions: [{ type: "Ready", status }] });

const kustomization = (
  spec: object,
): Kustomization | { readonly reason: string; readonly problems: readonly string[] } =>
  kustomizationOf({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "app", namespace: "d" },
    spec: { interval: "1h", path: "./", prune: true, sourceRef: { kind: "GitRepository", name: "app" }, ...spec },
  });
const valid = (spec: object): Kustomization => {
  const read = kustomization(spec);
  if (isInvalid(read)) throw new Error(read.problems.join());
  return read as Kustomization;
};

describe("an expression", () => {
  it.each([
    ["status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')", true],
    ["status.conditions.exists(e, e.type == 'Ready' && e.status == 'False')", false],
    ["has(status.observedGeneration) && status.observedGeneration == metadata.generation", false],
    ["metadata.generation > 1 && metadata.generation == 2", true],
    ["status.?phase.orValue('none') == 'none'", true],
    ["metadata['name'] == 'x'", true],
  ])("%s is %s", (text, wanted) => {
    const parsed = parseExpression(text);
    expect("problem" in parsed ? parsed : parsed.evaluate(thing(readyIs("True")))).toBe(wanted);
  });

  it.each(["status.phase == 'x'", "nope.x == 1", "status.conditions[7].type == 'Ready'"])(
    "%s cannot be told where the field is missing",
    (text) => {
      const parsed = parseExpression(text);
      expect("problem" in parsed ? parsed : parsed.evaluate(thing({ conditions: [] }))).toHaveProperty("problem");
    },
  );

  it.each([
    ["1 + 1", "it gives int, not bool"],
    ["status.", "Expected IDENTIFIER, got EOF"],
    ["metadata.name.matches('(a+)+$')", expect.stringContaining("matches() is not supported")],
    ["[1].exists(x, string(x).matches('(a+)+$'))", expect.stringContaining("matches() is not supported")],
    [`${"(".repeat(300)}true${")".repeat(300)}`, expect.any(String)],
  ])("%s is refused", (text, problem) => {
    expect(parseExpression(text)).toEqual({ problem });
  });
});

describe("the health by a Kustomization's own expressions", () => {
  const { healthExpressions } = valid({
    healthCheckExprs: [
      {
        apiVersion: "example.com/v1",
        kind: "Thing",
        failed: "status.phase == 'Broken'",
        current: "status.phase == 'Done'",
      },
      { apiVersion: "example.com/v1", inProgress: "true", current: "true" },
    ],
  });
  const own = expressionsFor({ group: "example.com", kind: "Thing" }, healthExpressions);

  it.each([
    ["Current", { phase: "Done" }],
    ["Failed", { phase: "Broken" }],
    ["InProgress", { phase: "Busy" }],
    ["InProgress", {}],
    ["InProgress", { phase: "Done", observedGeneration: 1 }],
    ["Current", { phase: "Done", observedGeneration: "1" }],
  ])("is %s for %j", (status, fields) => {
    expect(own && healthByExpressions(thing(fields), own).status).toBe(status);
  });

  it("takes those of the kind before those of the group, and none for another group", () => {
    const other = expressionsFor({ group: "example.com", kind: "Other" }, healthExpressions);
    expect(other && healthByExpressions(thing({}), other).status).toBe("InProgress");
    expect(expressionsFor({ group: "", kind: "Thing" }, healthExpressions)).toBeUndefined();
  });

  it("waits for an object that is being deleted", () => {
    const going = thing({ phase: "Done" }, { deletionTimestamp: "2026-01-01T00:00:00Z" });
    expect(own && healthByExpressions(going, own).status).toBe("Terminating");
  });
});

describe("a Kustomization whose expressions are wrong", () => {
  it("is refused with every problem", () => {
    expect(
      kustomization({
        dependsOn: [{ name: "base", readyExpr: "dep." }],
        healthCheckExprs: [
          { apiVersion: "example.com/v1", kind: "Thing", current: "1" },
          { apiVersion: "example.com/v2", kind: "Thing", current: "true" },
        ],
      }),
    ).toEqual({
      reason: "InvalidCELExpression",
      problems: [
        "spec.dependsOn[0].readyExpr: Expected IDENTIFIER, got EOF",
        "spec.healthCheckExprs[0].current: it gives int, not bool",
        "spec.healthCheckExprs[1] is the second one for example.com/Thing",
      ],
    });
  });
});
