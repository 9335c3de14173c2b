import { afterEach, expect, it } from "vitest";
import { eventually } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

/** What the server fills in beyond the defaults of a field. */
export function admissionContract({ client, namespace }: Subject): void {
  const clusterWide: string[] = [];
  const create = async (path: string, object: object) => {
    clusterWide.push(`${path}/${namespace()}`);
    return await client().send("POST", path, object);
  };
  afterEach(async () => {
    for (const path of clusterWide.splice(0)) await client().send("DELETE", path);
  });

  it("completes the behavior of an autoscaler that says a part of it", async () => {
    const { body } = await client().send(
      "POST",
      `/apis/autoscaling/v2/namespaces/${namespace()}/horizontalpodautoscalers`,
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "part" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" },
          maxReplicas: 3,
          behavior: { scaleDown: { stabilizationWindowSeconds: 5 } },
        },
      },
    );
    const double = { type: "Percent", value: 100, periodSeconds: 15 };
    expect(body.spec?.behavior).toEqual({
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: "Max",
        policies: [{ type: "Pods", value: 4, periodSeconds: 15 }, double],
      },
      scaleDown: { stabilizationWindowSeconds: 5, selectPolicy: "Max", policies: [double] },
    });
  });

  it("completes what a validating policy matches", async () => {
    const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
    const { body } = await create("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: namespace() },
      spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: "true" }] },
    });
    expect(body.spec).toEqual({
      failurePolicy: "Fail",
      matchConstraints: {
        matchPolicy: "Equivalent",
        namespaceSelector: {},
        objectSelector: {},
        resourceRules: [{ ...rule, scope: "*" }],
      },
      validations: [{ expression: "true" }],
    });
  });

  it("gives an ingress without a class the default one", async () => {
    await create("/apis/networking.k8s.io/v1/ingressclasses", {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: namespace(), annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
      spec: { controller: "example.com/controller" },
    });
    const ingress = {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "classless" },
      spec: { defaultBackend: { service: { name: "a", port: { number: 80 } } } },
    };
    // A real server learns of new classes by a watch of its own.
    const { body } = await eventually(
      () => client().send("POST", `/apis/networking.k8s.io/v1/namespaces/${namespace()}/ingresses?dryRun=All`, ingress),
      (answer) => answer.body.spec?.ingressClassName !== undefined,
    );
    expect(body.spec?.ingressClassName).toBe(namespace());
  });
}
