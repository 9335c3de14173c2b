import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apis, condition, deployment, imagesOf, kinds, LiveCluster, status, template } from "./cluster.ts";

describe.each(apis)("%s", (_, makeApi) => {
  let cluster: LiveCluster;
  beforeEach(async () => {
    cluster = await LiveCluster.start(makeApi);
  });
  afterEach(() => cluster.stop());

  const web = () => cluster.get(kinds.deployments, "web");
  const isRolledOut = () =>
    condition(web(), "Progressing") === "True NewReplicaSetAvailable" &&
    status(web(), "observedGeneration") === web()?.metadata.generation;

  describe("a Deployment in a simulated cluster", () => {
    it("gets its pods on the nodes and says that it is available", async () => {
      await cluster.create(deployment());
      await cluster.api.until(isRolledOut);
      expect(condition(web(), "Available")).toBe("True MinimumReplicasAvailable");
      expect(web()?.["status"]).toMatchObject({
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
      });
      expect(web()?.metadata.annotations).toEqual({ "deployment.kubernetes.io/revision": "1" });
      expect(
        cluster
          .pods()
          .map((pod) => (pod["spec"] as { nodeName: string }).nodeName)
          .toSorted(),
      ).toEqual(["node-1", "node-2"]);
      expect(cluster.pods().map((pod) => condition(pod, "Ready"))).toEqual(["True", "True"]);
    });

    it("never has fewer available pods than it may miss while it rolls out a new image", async () => {
      await cluster.create(
        deployment({
          replicas: 4,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
        }),
      );
      await cluster.api.until(isRolledOut);
      let least = 4;
      let most = 0;
      cluster.api.watch(kinds.pods, () => {
        const ready = cluster.pods().filter((pod) => condition(pod, "Ready") === "True").length;
        least = Math.min(least, ready);
        most = Math.max(most, cluster.pods().length);
      });
      await cluster.change(kinds.deployments, "web", (spec) => ({ ...spec, template: template("shop/web:2") }));
      await cluster.api.until(isRolledOut);
      expect(imagesOf(cluster.pods())).toEqual(Array(4).fill("shop/web:2"));
      expect(least).toBeGreaterThanOrEqual(3);
      expect(most).toBeLessThanOrEqual(5);
      expect(web()?.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("2");
    });

    it("goes back to an earlier ReplicaSet when the template is what it was", async () => {
      await cluster.create(deployment());
      await cluster.api.until(isRolledOut);
      for (const image of ["shop/web:2", "shop/web:1"]) {
        await cluster.change(kinds.deployments, "web", (spec) => ({ ...spec, template: template(image) }));
        await cluster.api.until(isRolledOut);
      }
      expect(cluster.api.list(kinds.replicaSets, "shop")).toHaveLength(2);
      expect(web()?.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("3");
    });

    it("ends all older pods before it starts new ones when its strategy is Recreate", async () => {
      await cluster.create(deployment({ strategy: { type: "Recreate" } }));
      await cluster.api.until(isRolledOut);
      const mixes: number[] = [];
      cluster.api.watch(kinds.pods, () => mixes.push(new Set(imagesOf(cluster.pods())).size));
      await cluster.change(kinds.deployments, "web", (spec) => ({ ...spec, template: template("shop/web:2") }));
      await cluster.api.until(isRolledOut);
      expect(Math.max(...mixes)).toBe(1);
    });

    it("keeps the working pods and reports the pull failure when the new image cannot exist", async () => {
      await cluster.create(deployment());
      await cluster.api.until(isRolledOut);
      await cluster.change(kinds.deployments, "web", (spec) => ({
        ...spec,
        template: template("shop/web:does-not-exist"),
      }));
      const reasons = () =>
        cluster
          .pods()
          .map((pod) => JSON.stringify((pod["status"] as { containerStatuses?: object[] })?.containerStatuses ?? ""));
      await cluster.api.until(() => reasons().some((reason) => reason.includes("ImagePullBackOff")));
      expect(condition(web(), "Progressing")).toBe("True ReplicaSetUpdated");
      expect(condition(web(), "Available")).toBe("True MinimumReplicasAvailable");
      expect(cluster.pods().filter((pod) => condition(pod, "Ready") === "True")).toHaveLength(2);
    });

    it("says that it makes no progress once its deadline is over", async () => {
      await cluster.create(deployment({ progressDeadlineSeconds: 1 }, "registry.invalid/web:1"));
      await cluster.api.until(() => condition(web(), "Progressing") === "False ProgressDeadlineExceeded");
      expect(condition(web(), "Available")).toBe("False MinimumReplicasUnavailable");
    });

    it("scales in both directions, down to nothing", async () => {
      await cluster.create(deployment());
      for (const replicas of [5, 1, 0]) {
        await cluster.change(kinds.deployments, "web", (spec) => ({ ...spec, replicas }));
        await cluster.api.until(() => cluster.pods().length === replicas && isRolledOut());
      }
      expect(status(web(), "replicas")).toBeUndefined();
    });

    it("takes its ReplicaSets and pods with it when it is deleted", async () => {
      await cluster.create(deployment());
      await cluster.api.until(isRolledOut);
      await cluster.api.delete(kinds.deployments, "web", "shop");
      await cluster.api.until(() => cluster.pods().length === 0);
      expect(cluster.api.list(kinds.replicaSets)).toEqual([]);
    });

    it("writes nothing once all is as it should be, not after a restart either", async () => {
      await cluster.create(deployment());
      await cluster.api.until(isRolledOut);
      await cluster.api.settle();
      const before = cluster.api.writes;
      await cluster.pause();
      await cluster.resume();
      await cluster.api.settle();
      expect(cluster.api.writes).toBe(before);
    });

    it("makes up for a pod that somebody deletes", async () => {
      await cluster.create(deployment());
      await cluster.api.until(isRolledOut);
      const [gone] = cluster.pods();
      await cluster.api.delete(kinds.pods, gone!.metadata.name, "shop");
      await cluster.api.until(() => cluster.pods().length === 2 && isRolledOut());
      expect(cluster.pods().map((pod) => pod.metadata.name)).not.toContain(gone!.metadata.name);
    });
  });
});
