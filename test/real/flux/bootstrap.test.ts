import { afterAll, beforeAll, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { at, type JsonObject, objectsIn, textAt } from "../../../src/lib/index.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { EnvironmentOnFlux } from "./index.ts";

const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");
describeWith("an environment that installs Flux", "its controllers do what it declares", found, (executables) => {
  let edge: EnvironmentOnFlux;
  const readyOf = (object: KubernetesObject | undefined) =>
    objectsIn(at(object, "status", "conditions")).find(({ type }) => type === "Ready");

  beforeAll(async () => {
    edge = await EnvironmentOnFlux.start(executables());
  });
  afterAll(async () => await edge.stop());

  it("is waited for until Flux stands at the commit, with the environment's facts in its manifests", async () => {
    const run = await edge.up();
    expect(run.out).toMatch(/converged at [0-9a-f]{7}/);
    const web = await edge.objectAt("v1", "ConfigMap", "web", "default");
    expect(web?.["data"]).toEqual({ of: "edge" });
    const apps = await edge.objectAt("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "edge", "flux-system");
    expect([textAt(apps, "spec", "serviceAccountName"), readyOf(apps)?.["status"]]).toEqual([
      "kustomize-controller",
      "True",
    ]);
  });

  it("keeps a team to its own namespace", async () => {
    await edge.up();
    await edge.side.namespace("team");
    const kustomization = (name: string, namespace: string | undefined): JsonObject => ({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name, namespace: "team" },
      spec: {
        interval: "1h",
        prune: true,
        path: "./environments/edge/apps",
        sourceRef: { kind: "GitRepository", name: "edge", ...(namespace !== undefined && { namespace }) },
      },
    });
    const resource = await edge.side.api.resourceOf("kustomize.toolkit.fluxcd.io/v1", "Kustomization");
    const made = kustomization("foreign", "flux-system");
    await edge.side.api.apply({ resource, namespace: "team", name: "foreign" }, made);
    const reason = async () =>
      readyOf(await edge.side.api.get({ resource, namespace: "team", name: "foreign" }))?.["reason"];
    await expect.poll(reason).toBe("AccessDenied");
  });

  it("leaves the workloads in the cluster when the environment's Kustomization is deleted", async () => {
    await edge.up();
    const resource = await edge.side.api.resourceOf("kustomize.toolkit.fluxcd.io/v1", "Kustomization");
    const apps = { resource, namespace: "flux-system", name: "edge" };
    const { uid = "" } = (await edge.side.api.get(apps))?.metadata ?? {};
    await edge.side.api.delete(apps, { uid });
    const isThere = async () => (await edge.side.api.get(apps)) !== undefined;
    await expect.poll(isThere).toBe(false);
    expect(await edge.objectAt("v1", "ConfigMap", "web", "default")).toBeDefined();
    // What a run refreshes it finds missing, and makes again for the stories beside this one.
    expect((await edge.up("--refresh")).code).toBe(0);
  });
});
