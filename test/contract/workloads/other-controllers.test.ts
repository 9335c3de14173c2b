import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../../src/lib/index.ts";
import { apis, condition, deployment, kinds, LiveCluster, status, template } from "./cluster.ts";

describe.each(apis)("%s", (_, makeApi) => {
  let cluster: LiveCluster;
  beforeEach(async () => {
    cluster = await LiveCluster.start(makeApi);
  });
  afterEach(() => cluster.stop());

  const named = (apiVersion: string, kind: string, name: string, rest: object): object => ({
    apiVersion,
    kind,
    metadata: { name, namespace: "shop" },
    ...rest,
  });
  const names = () =>
    cluster
      .pods()
      .map((pod) => pod.metadata.name)
      .toSorted();

  describe("a StatefulSet in a simulated cluster", () => {
    const claim = {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    };
    const set = (spec: object = {}) =>
      named("apps/v1", "StatefulSet", "db", {
        spec: {
          replicas: 3,
          serviceName: "db",
          selector: { matchLabels: { app: "web" } },
          template: template("db:1"),
          volumeClaimTemplates: [claim],
          ...spec,
        },
      });
    const db = () => cluster.get(kinds.statefulSets, "db");
    const isDone = () =>
      status(db(), "readyReplicas") === 3 &&
      textAt(db(), "status", "currentRevision") === textAt(db(), "status", "updateRevision");

    it("gets numbered pods, each with a bound volume of its own", async () => {
      await cluster.create(set());
      await cluster.api.until(isDone);
      expect(names()).toEqual(["db-0", "db-1", "db-2"]);
      await cluster.api.until(() =>
        cluster.api.list(kinds.claims).every((one) => textAt(one, "status", "phase") === "Bound"),
      );
      expect(cluster.api.list(kinds.claims).map((one) => one.metadata.name)).toEqual([
        "data-db-0",
        "data-db-1",
        "data-db-2",
      ]);
      expect(cluster.api.list(kinds.volumes)).toHaveLength(3);
    });

    it("makes a pod only after the one before it is ready", async () => {
      const seen: string[] = [];
      cluster.api.watch(kinds.pods, ({ type, object }) => {
        if (type === "ADDED")
          seen.push(
            `${object.metadata.name} after ${names().filter((name) => condition(cluster.get(kinds.pods, name), "Ready") === "True").length} ready`,
          );
      });
      await cluster.create(set());
      await cluster.api.until(isDone);
      expect(seen).toEqual(["db-0 after 0 ready", "db-1 after 1 ready", "db-2 after 2 ready"]);
    });

    it("replaces its pods from the highest number on a new template and keeps the volumes", async () => {
      await cluster.create(set());
      await cluster.api.until(isDone);
      const gone: string[] = [];
      cluster.api.watch(kinds.pods, ({ type, object }) => void (type === "DELETED" && gone.push(object.metadata.name)));
      const claims = cluster.api.list(kinds.claims).map((one) => one.metadata.uid);
      await cluster.change(kinds.statefulSets, "db", (spec) => ({ ...spec, template: template("db:2") }));
      await cluster.api.until(
        () => isDone() && status(db(), "updatedReplicas") === 3 && status(db(), "observedGeneration") === 2,
      );
      expect(gone).toEqual(["db-2", "db-1", "db-0"]);
      expect(cluster.api.list(kinds.claims).map((one) => one.metadata.uid)).toEqual(claims);
    });

    it("takes away the highest numbers first", async () => {
      await cluster.create(set());
      await cluster.api.until(isDone);
      await cluster.change(kinds.statefulSets, "db", (spec) => ({ ...spec, replicas: 1 }));
      await cluster.api.until(() => names().join() === "db-0");
      expect(cluster.api.list(kinds.claims)).toHaveLength(3);
    });
  });

  describe("a DaemonSet in a simulated cluster", () => {
    it("has one pod on each node that it fits on, and follows new templates", async () => {
      await cluster.create(
        named("apps/v1", "DaemonSet", "logs", {
          spec: { selector: { matchLabels: { app: "web" } }, template: template("logs:1") },
        }),
      );
      const logs = () => cluster.get(kinds.daemonSets, "logs");
      await cluster.api.until(() => status(logs(), "numberAvailable") === 2);
      await cluster.change(kinds.daemonSets, "logs", (spec) => ({
        ...spec,
        template: template("logs:2", { nodeSelector: { pool: "node-1" } }),
      }));
      await cluster.api.until(
        () =>
          status(logs(), "desiredNumberScheduled") === 1 &&
          status(logs(), "updatedNumberScheduled") === 1 &&
          cluster.pods().length === 1,
      );
      expect(textAt(cluster.pods()[0], "spec", "nodeName")).toBe("node-1");
    });
  });

  describe("a Job in a simulated cluster", () => {
    it("completes as often as it is to", async () => {
      const spec = { completions: 3, parallelism: 2, template: template("migrate:1", { restartPolicy: "Never" }) };
      await cluster.create(named("batch/v1", "Job", "migrate", { spec }));
      await cluster.api.until(
        () => condition(cluster.get(kinds.jobs, "migrate"), "Complete") === "True CompletionsReached",
      );
      expect(status(cluster.get(kinds.jobs, "migrate"), "succeeded")).toBe(3);
      expect(cluster.pods().map((pod) => textAt(pod, "status", "phase"))).toEqual([
        "Succeeded",
        "Succeeded",
        "Succeeded",
      ]);
    });

    it("stays active while its image cannot be pulled", async () => {
      const spec = { template: template("migrate:broken", { restartPolicy: "Never" }) };
      await cluster.create(named("batch/v1", "Job", "migrate", { spec }));
      await cluster.api.until(() => status(cluster.get(kinds.jobs, "migrate"), "active") === 1);
      expect(condition(cluster.get(kinds.jobs, "migrate"), "Complete")).toBeUndefined();
    });
  });

  describe("a Service in a simulated cluster", () => {
    it("reaches the ready pods of its selector by their named port, and its load balancer gets an address", async () => {
      await cluster.create(
        named("v1", "Service", "web", {
          spec: {
            type: "LoadBalancer",
            selector: { app: "web" },
            ports: [{ name: "http", port: 80, targetPort: "http" }],
          },
        }),
      );
      await cluster.create(deployment());
      const addresses = () => listAt(cluster.get(kinds.endpoints, "web"), "subsets", 0, "addresses");
      await cluster.api.until(() => addresses().length === 2);
      expect(at(cluster.get(kinds.endpoints, "web"), "subsets", 0, "ports")).toEqual([
        { name: "http", port: 8080, protocol: "TCP" },
      ]);
      const [slice] = cluster.api.list(kinds.slices, "shop");
      expect(slice?.metadata.labels?.["kubernetes.io/service-name"]).toBe("web");
      expect(listAt(slice, "endpoints")).toHaveLength(2);
      expect(textAt(cluster.get(kinds.services, "web"), "status", "loadBalancer", "ingress", 0, "ip")).toMatch(
        /^198\.18\./,
      );

      await cluster.api.delete(kinds.services, "web", "shop");
      await cluster.api.until(
        () => cluster.get(kinds.endpoints, "web") === undefined && cluster.api.list(kinds.slices).length === 0,
      );
    });
  });

  describe("other kinds in a simulated cluster", () => {
    it("keeps a Deployment within the bounds of its autoscaler", async () => {
      await cluster.create(deployment({ replicas: 1 }));
      await cluster.create(
        named("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
          spec: {
            minReplicas: 3,
            maxReplicas: 5,
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
            metrics: [],
          },
        }),
      );
      await cluster.api.until(() => status(cluster.get(kinds.autoscalers, "web"), "currentReplicas") === 3);
      expect(condition(cluster.get(kinds.autoscalers, "web"), "ScalingActive")).toBe("True ValidMetricFound");
    });

    it("counts the pods that a disruption budget leaves free to go", async () => {
      await cluster.create(deployment({ replicas: 3 }));
      await cluster.create(
        named("policy/v1", "PodDisruptionBudget", "web", {
          spec: { minAvailable: 2, selector: { matchLabels: { app: "web" } } },
        }),
      );
      await cluster.api.until(() => status(cluster.get(kinds.budgets, "web"), "disruptionsAllowed") === 1);
      expect(status(cluster.get(kinds.budgets, "web"), "currentHealthy")).toBe(3);
    });

    it("gives an Ingress an address and nodes their status", async () => {
      await cluster.create(
        named("networking.k8s.io/v1", "Ingress", "web", {
          spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
        }),
      );
      await cluster.api.until(
        () => textAt(cluster.get(kinds.ingresses, "web"), "status", "loadBalancer", "ingress", 0, "ip") !== undefined,
      );
      expect(condition(cluster.get(kinds.nodes, "node-1"), "Ready")).toBe("True KubeletReady");
    });

    it("deletes the volume of a claim that is gone", async () => {
      await cluster.create(
        named("v1", "PersistentVolumeClaim", "files", {
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "5Gi" } } },
        }),
      );
      const volumes = [{ name: "files", persistentVolumeClaim: { claimName: "files" } }];
      const spec = { volumes, containers: [{ name: "web", image: "shop/web:1" }] };
      await cluster.create(named("v1", "Pod", "alone", { spec }));
      await cluster.api.until(() => textAt(cluster.get(kinds.claims, "files"), "status", "phase") === "Bound");
      expect(at(cluster.get(kinds.claims, "files"), "status", "capacity")).toEqual({ storage: "5Gi" });
      await cluster.api.delete(kinds.pods, "alone", "shop");
      await cluster.api.delete(kinds.claims, "files", "shop");
      await cluster.api.until(() => cluster.api.list(kinds.volumes).length === 0);
    });

    it("holds a pod back until the ConfigMap that it refers to is there", async () => {
      const env = [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode" } } }];
      await cluster.create(
        named("v1", "Pod", "alone", { spec: { containers: [{ name: "web", image: "shop/web:1", env }] } }),
      );
      const reason = () =>
        textAt(cluster.get(kinds.pods, "alone"), "status", "containerStatuses", 0, "state", "waiting", "message");
      await cluster.api.until(() => reason() === 'configmap "settings" not found');
      await cluster.create(named("v1", "ConfigMap", "settings", { data: { mode: "fast" } }));
      await cluster.api.until(() => condition(cluster.get(kinds.pods, "alone"), "Ready") === "True");
      expect(await cluster.logs("alone", "web")).toMatch(/^local: .*simulated/);
    });

    it("leaves a pod that fits on no node unplaced, and says so", async () => {
      await cluster.create(
        named("v1", "Pod", "alone", {
          spec: { nodeSelector: { pool: "gpu" }, containers: [{ name: "web", image: "shop/web:1" }] },
        }),
      );
      await cluster.api.until(
        () => condition(cluster.get(kinds.pods, "alone"), "PodScheduled") === "False Unschedulable",
      );
      await cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "node-3", labels: { pool: "gpu" } } });
      await cluster.api.until(() => condition(cluster.get(kinds.pods, "alone"), "Ready") === "True");
      expect(textAt(cluster.get(kinds.pods, "alone"), "spec", "nodeName")).toBe("node-3");
    });
  });
});
