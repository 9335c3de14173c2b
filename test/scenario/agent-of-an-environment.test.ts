import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RestApi, RestClient } from "../../src/kubernetes/client/index.ts";
import { activeCluster, connectionOf, givenKubeconfig } from "../../src/kubernetes/kubeconfig/index.ts";
import { at, type JsonObject, textAt, withValue } from "../../src/lib/index.ts";
import { fluxObjects, fluxRelease } from "../fixtures/flux-release.ts";
import { EdgeRepository, factMap, type TestCluster, testCluster } from "./agent-harness/index.ts";

const clusterId = "projects/groundwork-local/locations/europe-west1/clusters/edge-main";
const flux = "agent: flux, flux: { manifests: flux/install.yaml";
const kinds = {
  definitions: ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
  namespaces: ["v1", "Namespace"],
  sources: ["source.toolkit.fluxcd.io/v1", "GitRepository"],
  kustomizations: ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
  deployments: ["apps/v1", "Deployment"],
  configMaps: ["v1", "ConfigMap"],
} as const;

/** The uids of a cluster's objects of a kind, by name. */
async function uidsOf(api: RestApi, [apiVersion, kind]: readonly [string, string]): Promise<Record<string, string>> {
  const { items } = await api.list(await api.resourceOf(apiVersion, kind), {});
  return Object.fromEntries(items.map(({ metadata }) => [metadata.name, metadata.uid ?? ""]));
}

describe("an environment of the local cloud whose agent changes", () => {
  let repository: EdgeRepository;
  let client: RestClient | undefined;
  const cluster = "  clusters: [{ name: main, mode: autopilot }]\n";

  async function present() {
    if (client === undefined) {
      const { out } = await repository.platform.groundwork("local", "kubeconfig", clusterId);
      client = new RestClient(await connectionOf(activeCluster(await givenKubeconfig(out))));
    }
    const api = new RestApi(client, { fieldManager: "test" });
    const { definitions, sources, kustomizations, configMaps, deployments } = kinds;
    const kept = await Promise.all([definitions, sources, kustomizations].map((kind) => uidsOf(api, kind)));
    const { web } = await uidsOf(api, configMaps);
    return { kept: [...kept, web], agents: Object.keys(await uidsOf(api, deployments)).toSorted() };
  }

  beforeAll(async () => {
    repository = await EdgeRepository.create();
  });
  afterAll(async () => {
    client?.close();
    await repository.remove();
  });

  it("keeps every object of the cluster, from Groundwork's agent to Flux and back, and converges under each", async () => {
    await repository.declare(`${cluster}  sync: { interval: 10s }`);
    expect(await repository.up()).toMatchObject({ code: 0 });
    const first = await present();
    expect(first.agents).toEqual(["groundwork-agent"]);
    expect(first.kept).not.toContain(undefined);

    await repository.declare(`${cluster}  sync: { interval: 10s, ${flux} } }`);
    const shown = await repository.platform.groundwork("preview", "--env", "edge");
    expect(shown.out).toContain("~ objects that install the sync agent: 3 to delete, 5 to create");
    expect(await repository.up()).toMatchObject({ code: 0 });
    expect(await present()).toEqual({ ...first, agents: ["kustomize-controller", "source-controller"] });

    await repository.write("environments/edge/apps/more.yaml", factMap("more"));
    await repository.declare(`${cluster}  sync: { interval: 10s, ${flux} } }`);
    const followed = await repository.up();
    expect(followed.out).toMatch(/converged at [0-9a-f]{7}/);

    await repository.declare(`${cluster}  sync: { interval: 10s }`);
    expect(await repository.up()).toMatchObject({ code: 0 });
    expect(await present()).toEqual(first);
  });
});

describe("an environment that names a cluster by its kubeconfig", () => {
  let repository: EdgeRepository;
  let cluster: TestCluster;
  const sync = (settings: string) => `  sync: { kubeconfig: edge, ${settings} }`;

  beforeEach(async () => {
    [repository, cluster] = await Promise.all([EdgeRepository.create(), testCluster()]);
    const kubeconfig = JSON.stringify(await readFile(cluster.kubeconfig, "utf8"));
    await repository.write("Pulumi.edge.yaml", `config:\n  groundwork:edge: ${kubeconfig}\n`);
    await repository.write("flux/install.yaml", fluxRelease(idle("v1.9.5")));
  });
  afterEach(async () => {
    await Promise.all([repository.remove(), cluster.stop()]);
  });

  const imageOf = async (name: string) => {
    const resource = await cluster.api.resourceOf(...kinds.deployments);
    const found = await cluster.api.get({ resource, namespace: "flux-system", name });
    return textAt(found, "spec", "template", "spec", "containers", 0, "image");
  };
  const present = async () => ({
    definitions: await uidsOf(cluster.api, kinds.definitions),
    namespaces: await uidsOf(cluster.api, kinds.namespaces),
  });

  it("installs Flux there with a credential that stays hidden, and leaves the cluster's kinds when it goes", async () => {
    await repository.declare(sync(`${flux} }`));
    const installed = await repository.up("--no-wait");
    expect(installed).toMatchObject({ code: 0 });
    expect(await imageOf("kustomize-controller")).toBe("ghcr.io/fluxcd/kustomize-controller:v1.9.5");
    const before = await present();
    const [, token = "no token"] = /"token":"([^"]+)"/.exec(await readFile(cluster.kubeconfig, "utf8")) ?? [];
    const states = path.join(repository.platform.folder, ".groundwork/state/.pulumi/stacks/groundwork");
    for (const text of [installed.out, installed.err, await readFile(path.join(states, "edge.json"), "utf8")])
      expect(text).not.toContain(token);

    await repository.write("flux/install.yaml", fluxRelease(idle("v1.9.6")));
    await repository.declare(sync(`${flux} }`));
    expect(await repository.up("--no-wait")).toMatchObject({ code: 0 });
    expect(await imageOf("kustomize-controller")).toBe("ghcr.io/fluxcd/kustomize-controller:v1.9.6");

    const shown = await repository.platform.groundwork("destroy", "--env", "edge", "--yes");
    expect(shown).toMatchObject({ code: 0 });
    expect(await present()).toEqual(before);
    expect([await uidsOf(cluster.api, kinds.kustomizations), await uidsOf(cluster.api, kinds.deployments)]).toEqual([
      {},
      {},
    ]);
  });

  it("leaves Flux to itself, once it is installed, where that is said, and takes it away in the end", async () => {
    const settings = sync(`${flux}, upgradedBy: git }`);
    await repository.declare(settings);
    expect(await repository.up("--no-wait")).toMatchObject({ code: 0 });

    await repository.write("flux/install.yaml", fluxRelease(idle("v1.9.6")));
    await repository.declare(settings);
    expect((await repository.up("--no-wait")).out).toMatch(/edge +done +0 +0 +0 +0/);
    expect(await imageOf("kustomize-controller")).toBe("ghcr.io/fluxcd/kustomize-controller:v1.9.5");

    expect(await repository.platform.groundwork("destroy", "--env", "edge", "--yes")).toMatchObject({ code: 0 });
    expect(await uidsOf(cluster.api, kinds.deployments)).toEqual({});
  });

  it("waits for flux-operator to have installed Flux before it makes objects of Flux's kinds", async () => {
    const [namespace = {}] = fluxObjects();
    await repository.write("flux/install.yaml", fluxRelease([namespace, instanceDefinition, fluxInstance]));
    await repository.declare(sync(`${flux} }`));
    const up = repository.up("--no-wait");
    const instance = async () => {
      const resource = await cluster.api.resourceOf("fluxcd.controlplane.io/v1", "FluxInstance").catch(() => undefined);
      return resource && { resource, namespace: "flux-system", name: "flux" };
    };
    const made = async () => {
      const address = await instance();
      return address && at(await cluster.api.get(address), "spec", "cluster", "multitenant");
    };
    await expect.poll(made).toBe(true);
    expect(await uidsOf(cluster.api, kinds.sources)).toEqual({});

    const address = await instance();
    if (address === undefined) throw new Error("its definition is there");
    const ready = { type: "Ready", status: "True", reason: "ReconciliationSucceeded", message: "installed" };
    await cluster.api.mergePatch(address, { status: { conditions: [ready] } }, { subresource: "status" });

    expect(await up).toMatchObject({ code: 0 });
    expect(await uidsOf(cluster.api, kinds.sources)).toHaveProperty("edge");
  });

  it("is not rehearsed, and a kubeconfig that is missing is said with the command that gives it", async () => {
    await repository.declare(sync(`${flux} }`));
    const rehearsed = await repository.up("--local", "--no-wait");
    expect(rehearsed.code).not.toBe(0);
    expect(rehearsed.out + rehearsed.err).toContain("a rehearsal changes nothing outside of this machine");
    expect(await uidsOf(cluster.api, kinds.deployments)).toEqual({});

    await repository.declare(`  sync: { kubeconfig: other, ${flux} } }`);
    const missing = await repository.up("--no-wait");
    expect(missing.out + missing.err).toContain("pulumi config set --secret groundwork:other");
  });
});

/** The kind that flux-operator installs Flux by, with any content. */
const instanceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "fluxinstances.fluxcd.controlplane.io" },
  spec: {
    group: "fluxcd.controlplane.io",
    names: { kind: "FluxInstance", plural: "fluxinstances", singular: "fluxinstance", listKind: "FluxInstanceList" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};
const fluxInstance = {
  apiVersion: "fluxcd.controlplane.io/v1",
  kind: "FluxInstance",
  metadata: { name: "flux", namespace: "flux-system" },
  spec: { distribution: { version: "2.9.x", registry: "ghcr.io/fluxcd" } },
};

/** A release for a cluster that runs nothing: no controller says of a Deployment that it is ready. */
const idle = (version: string): readonly JsonObject[] =>
  fluxObjects(version).map((object) =>
    object["kind"] === "Deployment"
      ? withValue(object, ["metadata", "annotations"], { "pulumi.com/skipAwait": "true" })
      : object,
  );
