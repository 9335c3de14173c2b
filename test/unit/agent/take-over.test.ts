import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type PreparedObject } from "../../../src/agent/apply/index.ts";
import { observationOf } from "../../../src/agent/live/index.ts";
import type { FieldSet, KubernetesObject, ManagedFields } from "../../../src/kubernetes/client/index.ts";
import {
  difference,
  isOverruled,
  leaves,
  overruledFields,
  ownershipTaken,
} from "../../../src/kubernetes/ownership/index.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const data = (...keys: string[]): FieldSet => ({ "f:data": Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) });
const entry = (manager: string, operation: string, fieldsV1: FieldSet, subresource?: string): ManagedFields => ({
  manager,
  operation,
  fieldsV1,
  ...(subresource !== undefined && { subresource }),
});
const ours = entry("groundwork-agent", "Apply", data("a"));
const object = (managedFields: readonly ManagedFields[], metadata: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "one", resourceVersion: "7", managedFields, ...metadata },
});
const managedFieldsIn = (patch: object | undefined): readonly ManagedFields[] | undefined =>
  (patch as { metadata: { managedFields?: readonly ManagedFields[] } } | undefined)?.metadata.managedFields;

const fromKubectl = { kubectl: true, flux: false };
const fromBoth = { kubectl: true, flux: true };

describe("ownership is taken", () => {
  it.each([
    ["of kubectl edit", entry("kubectl-edit", "Update", data("b"))],
    ["of kubectl apply by the client", entry("kubectl-client-side-apply", "Update", data("b"))],
    ["of kubectl apply by the server", entry("kubectl", "Apply", data("b"))],
    ["of kubectl rollout", entry("kubectl-rollout", "Update", data("b"))],
  ])("%s", (_, theirs) => {
    const patch = ownershipTaken(object([theirs, ours]), fromKubectl);
    expect(managedFieldsIn(patch)).toEqual([{ ...ours, fieldsV1: data("a", "b") }]);
    expect(patch).toMatchObject({ metadata: { resourceVersion: "7" } });
  });

  it.each([
    ["of a subresource, such as kubectl scale", entry("kubectl", "Update", data("b"), "scale")],
    ["of another manager", entry("operator", "Update", data("b"))],
    ["of an applier", entry("operator", "Apply", data("b"))],
    [
      "of Flux, unless it applied the object for the same Kustomization",
      entry("kustomize-controller", "Apply", data("b")),
    ],
    ["of Flux's writes of finalizers", entry("gotk-kustomize-controller", "Update", data("b"))],
    ["of our writes of finalizers", entry("groundwork-agent", "Update", data("b"))],
    ["of fields from before ownership was noted", entry("before-first-apply", "Update", data("b"))],
  ])("not %s", (_, theirs) => {
    expect(ownershipTaken(object([theirs, ours]), fromKubectl)).toBeUndefined();
    expect(isOverruled(object([theirs, ours]))).toBe(false);
  });

  it("of Flux alone where kubectl keeps what it has", () => {
    const byKubectl = entry("kubectl-edit", "Update", data("a"));
    const flux = entry("kustomize-controller", "Apply", data("b"));
    expect(managedFieldsIn(ownershipTaken(object([byKubectl, flux]), { kubectl: false, flux: true }))).toEqual([
      byKubectl,
      entry("groundwork-agent", "Apply", data("b")),
    ]);
  });

  it("of Flux where it is asked for, and its own managers of status stay", () => {
    const finalizers = entry("gotk-kustomize-controller", "Update", data("c"));
    const flux = entry("kustomize-controller", "Apply", data("b"));
    expect(managedFieldsIn(ownershipTaken(object([flux, finalizers]), fromBoth))).toEqual([
      finalizers,
      entry("groundwork-agent", "Apply", data("b")),
    ]);
  });

  it("with kubectl's annotation, unless Git has it too", () => {
    const annotated = { annotations: { [lastApplied]: "{}" } };
    expect(ownershipTaken(object([ours], annotated), fromKubectl)).toEqual({
      metadata: { resourceVersion: "7", annotations: { [lastApplied]: null } },
    });
    const declared = entry("groundwork-agent", "Apply", {
      "f:metadata": { "f:annotations": { [`f:${lastApplied}`]: {} } },
    });
    expect(isOverruled(object([declared], annotated))).toBe(false);
    expect(ownershipTaken(object([declared], annotated), fromKubectl)).toBeUndefined();
  });

  it("without losing a field, and once: nothing is left to take afterwards", () => {
    const fields: fc.Arbitrary<FieldSet> = fc
      .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 })
      .map((keys) => data(...keys));
    const managers = fc.constantFrom("kubectl-edit", "kubectl", "operator", "groundwork-agent", "kustomize-controller");
    const entries = fc.uniqueArray(
      fc.record({ manager: managers, operation: fc.constantFrom("Apply", "Update"), fieldsV1: fields }),
      { selector: ({ manager, operation }) => `${manager} ${operation}` },
    );
    const owned = (all: readonly ManagedFields[]) =>
      [...new Set(all.flatMap(({ fieldsV1 = {} }) => leaves(fieldsV1)))].toSorted();
    fc.assert(
      fc.property(entries, fc.boolean(), fc.boolean(), (managedFields, kubectl, flux) => {
        const now = managedFieldsIn(ownershipTaken(object(managedFields), { kubectl, flux })) ?? managedFields;
        expect(owned(now)).toEqual(owned(managedFields));
        expect(ownershipTaken(object(now), { kubectl, flux })).toBeUndefined();
        expect(isOverruled(object(now))).toBe(!kubectl && isOverruled(object(managedFields)));
      }),
    );
  });
});

describe("what kubectl wrote", () => {
  const prepared = {
    hash: "h",
    policy: { apply: "Always", force: false },
    owner: undefined,
  } as unknown as PreparedObject;
  const record = { hash: "h", own: JSON.stringify(data("a")) };

  it("is drift, also where it changed no field of ours, and not with ssa: Merge", () => {
    const live = observationOf(object([ours, entry("kubectl-edit", "Update", data("b"))]));
    const merge = { annotations: { "kustomize.toolkit.fluxcd.io/ssa": "Merge" } };
    const merged = observationOf(object([ours, entry("kubectl-edit", "Update", data("b"))], merge));

    expect(decide(prepared, record, live)).toEqual({ act: true, why: "drifted" });
    expect(decide(prepared, record, merged).act).toBe(false);
    expect(decide({ ...prepared, policy: { apply: "Merge", force: false } }, record, live).act).toBe(false);
  });

  it("is named as far as we do not own it as well", () => {
    const live = object([ours, entry("kubectl-edit", "Update", data("a", "b"))]);
    expect(overruledFields(live)).toEqual([{ manager: "kubectl-edit", fields: [".data.b"] }]);
    expect(difference(data("a", "b"), data("a"))).toEqual(data("b"));
  });
});
