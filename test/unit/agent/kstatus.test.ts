import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { healthOf } from "../../../src/kubernetes/health/index.ts";

type Status = "Current" | "InProgress" | "Failed" | "Terminating";
/** Name, apiVersion, kind, spec, status, and what kstatus of cli-utils 1.2.3 computes at generation 2. */
type Row = readonly [string, string, string, object, object, Status];

const condition = (type: string, status: string, reason = "R") => ({ type, status, reason, message: "m" });
const conditions = (...all: object[]) => ({ conditions: all });
const available = condition("Available", "True");
const rolledOut = condition("Progressing", "True", "NewReplicaSetAvailable");
const rolled = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
const done = { ...rolled, ...conditions(rolledOut, available) };
const two = { replicas: 2, progressDeadlineSeconds: 600 };
const labelled = { ...rolled, fullyLabeledReplicas: 2 };
const everywhere = {
  observedGeneration: 2,
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
};
const oneRevision = { currentReplicas: 2, currentRevision: "a", updateRevision: "a" };
const crashing = { name: "main", state: { waiting: { reason: "CrashLoopBackOff" } } };

const deployment = (name: string, status: object, wanted: Status, spec: object = two): Row => [
  `a Deployment ${name}`,
  "apps/v1",
  "Deployment",
  spec,
  status,
  wanted,
];
const apps = (kind: string, name: string, status: object, wanted: Status, spec: object = { replicas: 2 }): Row => [
  `a ${kind} ${name}`,
  "apps/v1",
  kind,
  spec,
  status,
  wanted,
];
const core = (kind: string, name: string, status: object, wanted: Status, spec: object = {}): Row => [
  `a ${kind} ${name}`,
  "v1",
  kind,
  spec,
  status,
  wanted,
];
const thing = (name: string, status: object, wanted: Status): Row => [
  `a custom object ${name}`,
  "example.com/v1",
  "Thing",
  {},
  status,
  wanted,
];
const definition = (name: string, status: object, wanted: Status): Row => [
  `a definition ${name}`,
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition",
  {},
  status,
  wanted,
];

const table: readonly Row[] = [
  deployment("without a status", {}, "InProgress"),
  deployment("whose generation is not observed", { ...done, observedGeneration: 1 }, "InProgress"),
  deployment("that is rolled out", done, "Current"),
  deployment("with too few replicas", { ...done, replicas: 1 }, "InProgress"),
  deployment("with too few updated", { ...done, updatedReplicas: 1 }, "InProgress"),
  deployment("with old Pods", { ...done, replicas: 3 }, "InProgress"),
  deployment("with too few available", { ...done, availableReplicas: 1 }, "InProgress"),
  deployment("with too few ready", { ...done, readyReplicas: 1 }, "InProgress"),
  deployment("whose ReplicaSet is new", { ...rolled, ...conditions(available) }, "InProgress"),
  deployment(
    "that still updates its ReplicaSet",
    { ...rolled, ...conditions(condition("Progressing", "True", "ReplicaSetUpdated"), available) },
    "InProgress",
  ),
  deployment(
    "that is not available",
    { ...rolled, ...conditions(rolledOut, condition("Available", "False")) },
    "InProgress",
  ),
  deployment("that says nothing of availability", { ...rolled, ...conditions(rolledOut) }, "InProgress"),
  deployment(
    "beyond its deadline",
    { ...rolled, ...conditions(condition("Progressing", "False", "ProgressDeadlineExceeded"), available) },
    "Failed",
  ),
  deployment("without a deadline", { ...rolled, ...conditions(available) }, "Current", { replicas: 2 }),
  deployment("with the largest deadline", { ...rolled, ...conditions(available) }, "Current", {
    replicas: 2,
    progressDeadlineSeconds: 2_147_483_647,
  }),
  deployment("of no replicas", { observedGeneration: 2, ...conditions(rolledOut, available) }, "Current", {
    replicas: 0,
    progressDeadlineSeconds: 600,
  }),
  deployment(
    "of one replica by default",
    { ...done, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
    "Current",
    { progressDeadlineSeconds: 600 },
  ),
  deployment("with Stalled", { ...done, ...conditions(condition("Stalled", "True")) }, "Failed"),

  apps("StatefulSet", "without a status", {}, "InProgress"),
  apps("StatefulSet", "that is rolled out", { ...rolled, ...oneRevision }, "Current"),
  apps("StatefulSet", "with too few replicas", { ...rolled, ...oneRevision, replicas: 1 }, "InProgress"),
  apps("StatefulSet", "with too few ready", { ...rolled, ...oneRevision, readyReplicas: 1 }, "InProgress"),
  apps("StatefulSet", "with a Pod too many", { ...rolled, ...oneRevision, replicas: 3 }, "InProgress"),
  apps("StatefulSet", "with too few current", { ...rolled, ...oneRevision, currentReplicas: 1 }, "InProgress"),
  apps("StatefulSet", "between two revisions", { ...rolled, ...oneRevision, updateRevision: "b" }, "InProgress"),
  apps("StatefulSet", "with OnDelete and none ready", { observedGeneration: 2 }, "Current", {
    replicas: 2,
    updateStrategy: { type: "OnDelete" },
  }),
  apps("StatefulSet", "with a finished partition", { ...rolled, updatedReplicas: 1 }, "Current", {
    replicas: 2,
    updateStrategy: { rollingUpdate: { partition: 1 } },
  }),
  apps("StatefulSet", "with an unfinished partition", { ...rolled, updatedReplicas: 0 }, "InProgress", {
    replicas: 2,
    updateStrategy: { rollingUpdate: { partition: 1 } },
  }),
  apps("StatefulSet", "with partition 0 between two revisions", { ...rolled, updateRevision: "b" }, "Current", {
    replicas: 2,
    updateStrategy: { rollingUpdate: { partition: 0 } },
  }),
  apps("StatefulSet", "of no replicas, not observed", {}, "Current", { replicas: 0 }),

  apps("DaemonSet", "without a status", {}, "InProgress"),
  apps("DaemonSet", "that is everywhere", everywhere, "Current"),
  apps("DaemonSet", "that wants no node", { observedGeneration: 2, desiredNumberScheduled: 0 }, "Current"),
  apps("DaemonSet", "that says no wanted number", { observedGeneration: 2 }, "InProgress"),
  apps("DaemonSet", "not scheduled everywhere", { ...everywhere, currentNumberScheduled: 1 }, "InProgress"),
  apps("DaemonSet", "not updated everywhere", { ...everywhere, updatedNumberScheduled: 1 }, "InProgress"),
  apps("DaemonSet", "not available everywhere", { ...everywhere, numberAvailable: 1 }, "InProgress"),
  apps("DaemonSet", "not ready everywhere", { ...everywhere, numberReady: 1 }, "InProgress"),

  apps("ReplicaSet", "without a status", {}, "InProgress"),
  apps("ReplicaSet", "that is complete", labelled, "Current"),
  apps("ReplicaSet", "with too few labelled", { ...labelled, fullyLabeledReplicas: 1 }, "InProgress"),
  apps("ReplicaSet", "with too few available", { ...labelled, availableReplicas: 1 }, "InProgress"),
  apps("ReplicaSet", "with too few ready", { ...labelled, readyReplicas: 1 }, "InProgress"),
  apps("ReplicaSet", "with a Pod too many", { ...labelled, replicas: 3 }, "InProgress"),
  apps("ReplicaSet", "that fails", { ...labelled, ...conditions(condition("ReplicaFailure", "True")) }, "InProgress"),

  core("Pod", "without a phase", {}, "InProgress"),
  core("Pod", "that succeeded", { phase: "Succeeded" }, "Current"),
  core("Pod", "that is ready", { phase: "Running", ...conditions(condition("Ready", "True")) }, "Current"),
  core("Pod", "that runs and is not ready", { phase: "Running" }, "InProgress"),
  core("Pod", "that crashes", { phase: "Running", containerStatuses: [crashing] }, "Failed"),
  core("Pod", "that waits", { phase: "Pending" }, "InProgress"),
  core("Service", "of the usual type", {}, "Current"),
  core("Service", "that balances, with an address in the cluster alone", {}, "Current", {
    type: "LoadBalancer",
    clusterIP: "10.0.0.1",
  }),
  core("Service", "that balances, without any address", {}, "InProgress", { type: "LoadBalancer" }),
  core("PersistentVolumeClaim", "that is bound", { phase: "Bound" }, "Current"),
  core("PersistentVolumeClaim", "that is pending", { phase: "Pending" }, "InProgress"),
  core("PersistentVolumeClaim", "without a phase", {}, "InProgress"),
  core("Namespace", "that is active", { phase: "Active" }, "Current"),
  core("Namespace", "without a phase", {}, "Current"),
  core("ConfigMap", "", {}, "Current"),
  core("Secret", "", {}, "Current"),
  core("PersistentVolume", "that failed", { phase: "Failed" }, "Current"),

  ["a PodDisruptionBudget without a status", "policy/v1", "PodDisruptionBudget", {}, {}, "Current"],
  ["a PodDisruptionBudget", "policy/v1", "PodDisruptionBudget", {}, { observedGeneration: 2 }, "Current"],
  ["a PodDisruptionBudget that lags", "policy/v1", "PodDisruptionBudget", {}, { observedGeneration: 1 }, "InProgress"],
  ["a CronJob", "batch/v1", "CronJob", {}, {}, "Current"],
  [
    "an APIService that is not available",
    "apiregistration.k8s.io/v1",
    "APIService",
    {},
    conditions(condition("Available", "False")),
    "Current",
  ],
  [
    "a Gateway that is not accepted",
    "gateway.networking.k8s.io/v1",
    "Gateway",
    {},
    conditions(condition("Accepted", "False")),
    "Current",
  ],
  [
    "an autoscaler that does not scale",
    "autoscaling/v2",
    "HorizontalPodAutoscaler",
    {},
    conditions(condition("ScalingActive", "False")),
    "Current",
  ],

  definition("without a status", {}, "InProgress"),
  definition("that is established", conditions(condition("Established", "True")), "Current"),
  definition("that is being installed", conditions(condition("Established", "False", "Installing")), "InProgress"),
  definition("that cannot be established", conditions(condition("Established", "False", "Wrong")), "Failed"),
  definition("whose names are taken", conditions(condition("NamesAccepted", "False")), "Failed"),

  thing("that says nothing", {}, "Current"),
  thing("that is ready", conditions(condition("Ready", "True")), "Current"),
  thing("that is not ready", conditions(condition("Ready", "False")), "InProgress"),
  thing("that does not know", conditions(condition("Ready", "Unknown")), "InProgress"),
  thing("with a Ready of its own kind", conditions(condition("Ready", "Maybe")), "Current"),
  thing("that reconciles", conditions(condition("Reconciling", "True")), "InProgress"),
  thing("that is stalled", conditions(condition("Stalled", "True")), "Failed"),
  thing("that is stalled no more", conditions(condition("Stalled", "False")), "Current"),
  thing(
    "that reconciles, then is stalled",
    conditions(condition("Reconciling", "True"), condition("Stalled", "True")),
    "InProgress",
  ),
  thing(
    "that is stalled, then reconciles",
    conditions(condition("Stalled", "True"), condition("Reconciling", "True")),
    "Failed",
  ),
  thing("whose generation is not observed", { observedGeneration: 1 }, "InProgress"),
  thing("whose later generation was observed", { observedGeneration: 3 }, "InProgress"),
  thing(
    "whose Ready is a generation old",
    conditions({ ...condition("Ready", "True"), observedGeneration: 1 }),
    "Current",
  ),
];

const objectOf = ([, apiVersion, kind, spec, status]: Row, name = "x"): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "default", generation: 2 },
  spec,
  status,
});

describe("the health of an object is kstatus' for", () => {
  it.each(table)("%s", (...row) => {
    expect(healthOf(objectOf(row)).status).toBe(row[5]);
  });

  it("every kind that is being deleted", () => {
    for (const row of table) {
      const object = objectOf(row);
      const metadata = { ...object.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" };
      expect(healthOf({ ...object, metadata }).status).toBe("Terminating");
    }
  });
});

describe("the health of an object is stricter than kstatus' for", () => {
  it.each<Row>([
    core("Pod", "that failed", { phase: "Failed" }, "Failed"),
    [
      "a Canary that was rolled back",
      "flagger.app/v1beta1",
      "Canary",
      {},
      { phase: "Failed", observedGeneration: 2 },
      "Failed",
    ],
    ["a paused Rollout", "argoproj.io/v1", "Rollout", {}, { phase: "Paused", observedGeneration: "2" }, "InProgress"],
  ])("%s", (...row) => {
    expect(healthOf(objectOf(row)).status).toBe(row[5]);
  });

  it("conditions that cannot be read", () => {
    expect(healthOf(objectOf(thing("", { conditions: { Ready: "True" } }, "InProgress"))).status).toBe("InProgress");
  });
});

describe("the health of a Job is Flux's own, which waits for its end:", () => {
  it.each<Row>([
    ["not started", "batch/v1", "Job", {}, {}, "InProgress"],
    ["at work", "batch/v1", "Job", {}, { startTime: "2026-01-01T00:00:00Z", active: 1 }, "InProgress"],
    ["completed", "batch/v1", "Job", {}, conditions(condition("Complete", "True")), "Current"],
    ["failed", "batch/v1", "Job", {}, conditions(condition("Failed", "True")), "Failed"],
    ["suspended", "batch/v1", "Job", { suspend: true }, {}, "Current"],
    ["failed and suspended", "batch/v1", "Job", { suspend: true }, conditions(condition("Failed", "True")), "Current"],
  ])("%s", (...row) => {
    expect(healthOf(objectOf(row)).status).toBe(row[5]);
  });
});

describe("a Pod that cannot be scheduled", () => {
  it("is waited for, since a node may be on its way: kstatus calls it failed after 15 seconds", () => {
    const status = { phase: "Pending", ...conditions(condition("PodScheduled", "False", "Unschedulable")) };
    expect(healthOf(objectOf(core("Pod", "", status, "InProgress"))).status).toBe("InProgress");
  });
});
