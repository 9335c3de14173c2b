import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { healthOf } from "../../../src/kubernetes/health/index.ts";

const rolled = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
const condition = (type: string, status: string, reason = "R") => ({
  conditions: [{ type, status, reason, message: "" }],
});
const flagger = (phase: string) => ["flagger.app/v1beta1", "Canary", {}, { phase }] as const;
const argo = (status: object) =>
  ["argoproj.io/v1alpha1", "Rollout", {}, { observedGeneration: "1", ...status }] as const;
const apps = (kind: string, status: object, spec: object = { replicas: 2 }) => ["apps/v1", kind, spec, status] as const;

describe("the health of", () => {
  it.each([
    ["a new Deployment", ...apps("Deployment", {}), "InProgress"],
    ["a rolled out Deployment", ...apps("Deployment", { ...rolled, ...condition("Available", "True") }), "Current"],
    [
      "a Deployment whose change is not seen yet",
      ...apps("Deployment", { ...rolled, observedGeneration: 0 }),
      "InProgress",
    ],
    ["a Deployment with an old Pod left", ...apps("Deployment", { ...rolled, replicas: 3 }), "InProgress"],
    [
      "a Deployment with a Pod not ready",
      ...apps("Deployment", { ...rolled, readyReplicas: 1, availableReplicas: 1 }),
      "InProgress",
    ],
    [
      "a stuck Deployment",
      ...apps("Deployment", { ...rolled, ...condition("Progressing", "False", "ProgressDeadlineExceeded") }),
      "Failed",
    ],
    [
      "a rolled out StatefulSet",
      ...apps("StatefulSet", { ...rolled, currentReplicas: 2, currentRevision: "a", updateRevision: "a" }),
      "Current",
    ],
    [
      "a StatefulSet in between",
      ...apps("StatefulSet", {
        ...rolled,
        currentReplicas: 1,
        updatedReplicas: 1,
        currentRevision: "a",
        updateRevision: "b",
      }),
      "InProgress",
    ],
    [
      "a DaemonSet everywhere",
      ...apps("DaemonSet", {
        observedGeneration: 1,
        desiredNumberScheduled: 1,
        currentNumberScheduled: 1,
        updatedNumberScheduled: 1,
        numberAvailable: 1,
        numberReady: 1,
      }),
      "Current",
    ],
    [
      "a DaemonSet on its way",
      ...apps("DaemonSet", { observedGeneration: 1, desiredNumberScheduled: 2, currentNumberScheduled: 1 }),
      "InProgress",
    ],
    ["a Job at work", "batch/v1", "Job", {}, { active: 1 }, "InProgress"],
    ["a done Job", "batch/v1", "Job", {}, condition("Complete", "True"), "Current"],
    ["a failed Job", "batch/v1", "Job", {}, condition("Failed", "True"), "Failed"],
    ["a Pod that waits", "v1", "Pod", {}, { phase: "Pending" }, "InProgress"],
    ["a Pod that is ready", "v1", "Pod", {}, { phase: "Running", ...condition("Ready", "True") }, "Current"],
    [
      "a Pod that crashes",
      "v1",
      "Pod",
      {},
      { phase: "Running", containerStatuses: [{ state: { waiting: { reason: "CrashLoopBackOff" } } }] },
      "Failed",
    ],
    ["a plain Service", "v1", "Service", {}, {}, "Current"],
    ["a load balancer without address", "v1", "Service", { type: "LoadBalancer" }, {}, "InProgress"],
    ["a bound claim", "v1", "PersistentVolumeClaim", {}, { phase: "Bound" }, "Current"],
    ["an unbound claim", "v1", "PersistentVolumeClaim", {}, { phase: "Pending" }, "InProgress"],
    [
      "an established definition",
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      {},
      condition("Established", "True"),
      "Current",
    ],
    [
      "a definition whose names are taken",
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      {},
      condition("NamesAccepted", "False"),
      "Failed",
    ],
    ["a new Canary", "flagger.app/v1beta1", "Canary", {}, {}, "InProgress"],
    ["a Canary that is set up", ...flagger("Initialized"), "Current"],
    ["a Canary under analysis", ...flagger("Progressing"), "InProgress"],
    ["a Canary that waits for a confirmation", ...flagger("WaitingPromotion"), "InProgress"],
    ["a promoted Canary", ...flagger("Succeeded"), "Current"],
    ["a Canary that was rolled back", ...flagger("Failed"), "Failed"],
    ["a new Rollout", "argoproj.io/v1alpha1", "Rollout", {}, {}, "InProgress"],
    ["a healthy Rollout", ...argo({ phase: "Healthy" }), "Current"],
    ["a Rollout whose change is not seen yet", ...argo({ phase: "Healthy", observedGeneration: "0" }), "InProgress"],
    ["a Rollout on its way", ...argo({ phase: "Progressing" }), "InProgress"],
    ["a Rollout that waits for a person", ...argo({ phase: "Paused" }), "InProgress"],
    ["a degraded Rollout", ...argo({ phase: "Degraded" }), "Failed"],
    ["an aborted Rollout", ...argo({ phase: "Healthy", abort: true }), "Failed"],
    ["a ConfigMap", "v1", "ConfigMap", {}, {}, "Current"],
    ["a custom object that says nothing", "example.com/v1", "Thing", {}, {}, "Current"],
    ["a custom object that is ready", "example.com/v1", "Thing", {}, condition("Ready", "True"), "Current"],
    ["a custom object that is not ready", "example.com/v1", "Thing", {}, condition("Ready", "False"), "InProgress"],
    ["a stalled custom object", "example.com/v1", "Thing", {}, condition("Stalled", "True"), "Failed"],
    ["a custom object at work", "example.com/v1", "Thing", {}, condition("Reconciling", "True"), "InProgress"],
  ] as const)("%s", (_, apiVersion, kind, spec, status, wanted) => {
    const object: KubernetesObject = { apiVersion, kind, metadata: { name: "x", generation: 1 }, spec, status };
    expect(healthOf(object).status).toBe(wanted);
  });

  it("whatever is being deleted is Terminating", () => {
    const metadata = { name: "x", deletionTimestamp: "2026-01-01T00:00:00Z" };
    expect(healthOf({ apiVersion: "v1", kind: "ConfigMap", metadata }).status).toBe("Terminating");
  });
});
