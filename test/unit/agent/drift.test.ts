import { describe, expect, it } from "vitest";
import { decide, immutableFields, type PreparedObject } from "../../../src/agent/apply/index.ts";
import { observationOf } from "../../../src/agent/live/index.ts";
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
    ["defaults, which nobody owns", live(spec({ "f:replicas": {} }))],
    ["status", live(spec({ "f:replicas": {} }), { "kube-controller-manager": { "f:status": { "f:replicas": {} } } })],
    ["a field of somebody else", live(spec({ "f:replicas": {} }), { kubectl: spec({ "f:paused": {} }) })],
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

  it("of a value that is merely wrong is never taken for one", () => {
    expect(immutableFields(rejection("Invalid value: 99999: must be between 1 and 65535"))).toEqual([]);
    expect(immutableFields(new Error("field is immutable"))).toEqual([]);
  });
});
