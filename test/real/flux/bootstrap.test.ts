import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { at, type JsonObject, listAt, objectsIn, textAt, withValue } from "../../../src/lib/index.ts";
import { fluxObjects, fluxRelease } from "../../fixtures/flux-release.ts";
import { EdgeRepository } from "../../scenario/agent-harness/index.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { definitionsOf, type RunningAgent, Side, startFlux } from "./index.ts";

const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");
const sync = "  sync: { kubeconfig: edge, interval: 10s, agent: flux, flux: { manifests: flux/install.yaml } }";

describeWith("an environment that installs Flux", "its controllers do what it declares", found, (executables) => {
  let side: Side;
  let repository: EdgeRepository;
  let flux: RunningAgent | undefined;

  const objectAt = async (apiVersion: string, kind: string, namespace: string, name: string) =>
    await side.api.get({ resource: await side.api.resourceOf(apiVersion, kind), namespace, name });
  const readyOf = (object: KubernetesObject | undefined) =>
    objectsIn(at(object, "status", "conditions")).find(({ type }) => type === "Ready");

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(inject("runFolder"), "flux-bootstrap-"));
    [side, repository] = await Promise.all([Side.start(executables(), folder), EdgeRepository.create()]);
    // Nothing runs in this cluster, so that no Deployment would ever be called ready.
    const others = fluxObjects()
      .filter(({ kind }) => kind !== "CustomResourceDefinition")
      .map((object) => withValue(object, ["metadata", "annotations"], { "pulumi.com/skipAwait": "true" }));
    await repository.write("flux/install.yaml", fluxRelease([...(await definitionsOf(executables())), ...others]));
    const kubeconfig = JSON.stringify(await readFile(side.kubeconfig, "utf8"));
    await repository.write("Pulumi.edge.yaml", `config:\n  groundwork:edge: ${kubeconfig}\n`);
    await repository.declare(sync);
    const installed = await repository.up("--no-wait");
    if (installed.code !== 0) throw new Error(installed.out + installed.err);
    const deployment = await objectAt("apps/v1", "Deployment", "flux-system", "kustomize-controller");
    const more = listAt(deployment, "spec", "template", "spec", "containers", 0, "args").map(String);
    flux = await startFlux(executables(), side, { namespace: "flux-system", allNamespaces: true, more });
  });
  afterAll(async () => {
    await flux?.stop();
    await Promise.all([repository.remove(), side.stop()]);
  });

  it("is waited for until Flux stands at the commit, with the environment's facts in its manifests", async () => {
    const run = await repository.up();
    expect(run.out).toMatch(/converged at [0-9a-f]{7}/);
    const web = await objectAt("v1", "ConfigMap", "default", "web");
    expect(web?.["data"]).toEqual({ of: "edge" });
    const apps = await objectAt("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", "edge");
    expect([textAt(apps, "spec", "serviceAccountName"), readyOf(apps)?.["status"]]).toEqual([
      "kustomize-controller",
      "True",
    ]);
  });

  it("keeps a team to its own namespace", async () => {
    await repository.up();
    await side.namespace("team");
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
    const resource = await side.api.resourceOf("kustomize.toolkit.fluxcd.io/v1", "Kustomization");
    const made = kustomization("foreign", "flux-system");
    await side.api.apply({ resource, namespace: "team", name: "foreign" }, made);
    const reason = async () =>
      readyOf(await side.api.get({ resource, namespace: "team", name: "foreign" }))?.["reason"];
    await expect.poll(reason).toBe("AccessDenied");
  });

  it("leaves the workloads in the cluster when the environment's Kustomization is deleted", async () => {
    await repository.up();
    const resource = await side.api.resourceOf("kustomize.toolkit.fluxcd.io/v1", "Kustomization");
    const apps = { resource, namespace: "flux-system", name: "edge" };
    const { uid = "" } = (await side.api.get(apps))?.metadata ?? {};
    await side.api.delete(apps, { uid });
    const isThere = async () => (await side.api.get(apps)) !== undefined;
    await expect.poll(isThere).toBe(false);
    expect(await objectAt("v1", "ConfigMap", "default", "web")).toBeDefined();
    // What a run refreshes it finds missing, and makes again for the stories beside this one.
    expect((await repository.up("--refresh")).code).toBe(0);
  });
});
