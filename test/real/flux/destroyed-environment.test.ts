import { afterAll, beforeAll, expect, it } from "vitest";
import { at, textAt } from "../../../src/lib/index.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { EnvironmentOnFlux, EnvironmentOnOurs } from "./index.ts";

const shop = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: cart, namespace: shop }
data: { of: shop }
`;
const kinds = {
  definitions: ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
  namespaces: ["v1", "Namespace"],
  workloads: ["v1", "ConfigMap"],
  sources: ["source.toolkit.fluxcd.io/v1", "GitRepository"],
  kustomizations: ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
  deployments: ["apps/v1", "Deployment"],
} as const;

/** @param agent as the environment's file names it */
function destroyedEnvironment(agent: string, start: () => Promise<EnvironmentOnFlux | EnvironmentOnOurs>): void {
  let edge: EnvironmentOnFlux | EnvironmentOnOurs;
  beforeAll(async () => {
    edge = await start();
    await edge.repository.write("environments/edge/apps/shop.yaml", shop);
  });
  afterAll(async () => await edge.stop());

  /** By kind and then by namespace and name, the uids of what is in the cluster; the facts of the environment apart. */
  const present = async () => {
    const { api } = edge.side;
    const entries = Object.entries(kinds).map(async ([title, [apiVersion, kind]]) => {
      const { items } = await api.list(await api.resourceOf(apiVersion, kind), {});
      const own = items.map(({ metadata: { namespace = "", name, uid } }) => [`${namespace}/${name}`, uid]);
      return [
        title,
        Object.fromEntries(own.filter(([name]) => name !== "flux-system/groundwork-environment")),
      ] as const;
    });
    return Object.fromEntries(await Promise.all(entries)) as Record<keyof typeof kinds, Record<string, string>>;
  };
  const broughtUp = async (policy: string) => {
    await edge.declare(`, deletionPolicy: ${policy}`);
    expect((await edge.up()).out).toMatch(/converged at [0-9a-f]{7}/);
    const before = await present();
    expect(Object.keys(before.workloads)).toEqual(expect.arrayContaining(["default/web", "shop/cart"]));
    return before;
  };
  const destroyed = async () => {
    const run = await edge.repository.platform.groundwork("destroy", "--env", "edge", "--yes");
    expect(run).toMatchObject({ code: 0 });
    return await present();
  };

  it(`leaves the workloads, the definitions and the namespace of ${agent} as they were, and takes the agent away`, async () => {
    const before = await broughtUp("Orphan");
    expect(await destroyed()).toEqual({ ...before, sources: {}, kustomizations: {}, deployments: {} });
    const resource = await edge.side.api.resourceOf(...kinds.namespaces);
    const namespace = await edge.side.api.get({ resource, name: "flux-system" });
    expect([textAt(namespace, "status", "phase"), at(namespace, "metadata", "deletionTimestamp")]).toEqual([
      "Active",
      undefined,
    ]);
  });

  it("takes the workloads away first where that is said, and their namespaces end", async () => {
    const before = await broughtUp("Delete");
    const after = await destroyed();
    expect(after).toMatchObject({ definitions: before.definitions, sources: {}, kustomizations: {}, deployments: {} });
    expect(Object.keys(after.workloads)).not.toContain("default/web");
    const { "/shop": gone, ...others } = before.namespaces;
    expect(gone).toBeDefined();
    await expect.poll(async () => (await present()).namespaces).toEqual(others);
  });
}

const servers = ["etcd", "kubeApiServer", "kubeControllerManager"] as const;
const forFlux = realExecutables(...servers, "sourceController", "kustomizeController");
describeWith("Flux's controllers", "an environment is destroyed on kube-apiserver", forFlux, (executables) => {
  destroyedEnvironment("Flux", async () => await EnvironmentOnFlux.start(executables()));
});
const forOurs = realExecutables(...servers);
describeWith("Groundwork's agent", "an environment is destroyed on kube-apiserver", forOurs, (executables) => {
  destroyedEnvironment("Groundwork's agent", async () => await EnvironmentOnOurs.start(executables()));
});
