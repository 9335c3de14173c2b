import { describe, expect, it } from "vitest";
import { decide, failureKindOf, type PreparedObject } from "../../../src/agent/apply/index.ts";
import { observationOf } from "../../../src/agent/live/index.ts";
import { immutableFields } from "../../../src/kubernetes/applied/index.ts";
import type { FieldSet, KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { ApiRejected } from "../../../src/kubernetes/client/index.ts";
import { difference, foreignFields, leaves } from "../../../src/kubernetes/ownership/index.ts";

const spec = (fields: FieldSet): FieldSet => ({ "f:spec": fields });

function live(owned: FieldSet, others: Readonly<Record<string, FieldSet>> = {}): KubernetesObject {
  const ours = { manager: "groundwork-agent", operation: "Apply", fieldsV1: owned };
  const theirs = Object.entries(others).map(([manager, fieldsV1]) => ({ manager, operation: "Update", fieldsV1 }));
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "web",
      uid: "u",
      resourceVersion: "7",
      labels: { "kustomize.toolkit.fluxcd.io/name": "app", "kustomize.toolkit.fluxcd.io/namespace": "system" },
      managedFields: [ours, ...theirs],
    },
  };
}

const prepared: PreparedObject = {
  entry: { id: "d_web_apps_Deployment", v: "v1" },
  address: {
    name: "web",
    resource: { group: "apps", version: "v1", plural: "deployments", kind: "Deployment", namespaced: true },
  },
  body: "{}",
  hash: "h",
  policy: { apply: "Always", force: false },
  owner: "system/app",
  origin: "web.yaml:1",
};

describe("whether an object is sent", () => {
  const observed = observationOf(live(spec({ "f:replicas": {} })));
  const record = { hash: "h", own: observed.own };

  it("depends on nothing that has to be read", () => {
    expect(decide(prepared, record, observed)).toEqual({ act: false, why: "unchanged" });
    expect(decide(prepared, undefined, observed)).toEqual({ act: true, why: "changed" });
    expect(decide({ ...prepared, hash: "other" }, record, observed)).toEqual({ act: true, why: "changed" });
    expect(decide(prepared, record, undefined)).toEqual({ act: true, why: "missing" });
    expect(decide(prepared, record, observationOf(live(spec({}))))).toEqual({ act: true, why: "drifted" });
    expect(decide(prepared, record, { ...observed, owner: "system/other" })).toEqual({ act: true, why: "drifted" });
  });

  it("respects those that want to be left alone", () => {
    expect(decide({ ...prepared, policy: { apply: "Never", force: false } }, undefined, undefined).act).toBe(false);
    expect(decide({ ...prepared, policy: { apply: "IfNotPresent", force: false } }, undefined, observed).act).toBe(
      false,
    );
    expect(decide(prepared, record, { ...observed, own: "", leftAlone: true }).act).toBe(false);
    expect(decide(prepared, record, { ...observed, own: "", deleting: true }).act).toBe(false);
  });

  it.each([
    [{ annotations: { "kustomize.toolkit.fluxcd.io/ssa": "Ignore" } }, true, true],
    [{ annotations: { "kustomize.toolkit.fluxcd.io/ssa": "IGNORE" } }, true, true],
    [{ labels: { "kustomize.toolkit.fluxcd.io/ssa": "ignore" } }, true, true],
    [{ labels: { "kustomize.toolkit.fluxcd.io/reconcile": "Disabled" } }, true, true],
    [{ annotations: { "kustomize.toolkit.fluxcd.io/prune": "Disabled" } }, false, true],
    [{ annotations: { "kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent" } }, false, false],
  ])("respects what an object asks for in the cluster: %j", (metadata, leftAlone, kept) => {
    const object = live({});
    expect(observationOf({ ...object, metadata: { ...object.metadata, ...metadata } })).toMatchObject({
      leftAlone,
      kept,
    });
  });

  it.each([
    ["defaults, which nobody owns", live(spec({ "f:replicas": {} }))],
    ["status", live(spec({ "f:replicas": {} }), { "kube-controller-manager": { "f:status": { "f:replicas": {} } } })],
    ["a field of another controller", live(spec({ "f:replicas": {} }), { operator: spec({ "f:paused": {} }) })],
    ["another spelling of a quantity", { ...live(spec({ "f:replicas": {} })), spec: { cpu: "1000m" } }],
  ])("is not moved by %s", (_, object) => {
    expect(decide(prepared, record, observationOf(object)).act).toBe(false);
  });
});

describe("fields", () => {
  it("are named as a person would", () => {
    const set = spec({
      "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {} } },
      "f:a.b/c": {},
      'v:"x"': {},
    });
    expect(leaves(set)).toEqual([".spec.containers[name=web].image", ".spec[a.b/c]", '.spec[="x"]']);
  });

  it("that we lost are those that we had and have no more", () => {
    const before = spec({ "f:replicas": {}, "f:template": { "f:a": {}, "f:b": {} } });
    expect(leaves(difference(before, spec({ "f:template": { "f:b": {} } })))).toEqual([
      ".spec.replicas",
      ".spec.template.a",
    ]);
    expect(difference(before, before)).toEqual({});
  });

  it("are foreign when a person or a tool added them, not when the cluster did", () => {
    const object = live(spec({ "f:replicas": {} }), {
      "kubectl-edit": spec({ "f:replicas": {}, "f:paused": {} }),
      "kube-controller-manager": spec({ "f:x": {} }),
    });
    expect(foreignFields(object)).toEqual([{ manager: "kubectl-edit", fields: [".spec.paused"] }]);
  });
});

describe("a rejection", () => {
  const rejection = (message: string, field = "spec.selector") =>
    new ApiRejected({ status: 422, reason: "Invalid", causes: [{ field, message }], request: "PATCH x" }, message);

  it("names the fields that cannot be changed", () => {
    expect(immutableFields(rejection("Invalid value: {}: field is immutable"))).toEqual(["spec.selector"]);
    expect(
      immutableFields(
        rejection("Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden", "spec"),
      ),
    ).toEqual(["spec"]);
  });

  it.each([
    [
      500,
      'failed to create typed patch object (d/w; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="m"].nope: field not declared in schema',
      "not-in-schema",
    ],
    [
      500,
      'failed to create typed patch object (d/w; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="m"].env: duplicate entries for key [name="A"]',
      "not-in-schema",
    ],
    [
      500,
      "failed to create typed patch object (d/s; /v1, Kind=Service): .spec.ports[0].port: expected numeric (int or float), got string",
      "not-in-schema",
    ],
    [
      500,
      "failed to convert new object (d/w; apps/v1, Kind=Deployment) to proper version: quantities must match the regular expression",
      "not-in-schema",
    ],
    [500, "failed to create typed live object (d/w; example.com/v1, Kind=Thing): .spec.x: expected map", "rejected"],
    [500, "Internal error occurred: failed calling webhook", "rejected"],
    [422, "Service is invalid: spec.ports: Required value", "invalid"],
    [422, "ConfigMap is invalid: data: Forbidden: field is immutable when `immutable` is set", "immutable"],
    [403, "configmaps is forbidden: exceeded quota", "rejected"],
  ])("of status %i with %j is final or not", (status, message, kind) => {
    expect(failureKindOf(new ApiRejected({ status, reason: "", causes: [], request: "PATCH x" }, message))).toBe(kind);
  });

  it("of a value that is merely wrong is never taken for one", () => {
    expect(immutableFields(rejection("Invalid value: 99999: must be between 1 and 65535"))).toEqual([]);
    expect(immutableFields(new Error("field is immutable"))).toEqual([]);
  });
});
