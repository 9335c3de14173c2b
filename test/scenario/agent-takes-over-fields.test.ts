import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject, ObjectAddress } from "../../src/kubernetes/client/index.ts";
import { configMap, deployment, eventually, type Space, World } from "./agent-harness/index.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

describe.concurrent("fields on the agent's objects that", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  async function addressOf(space: Space, apiVersion: string, kind: string, name: string): Promise<ObjectAddress> {
    return { resource: await world.cluster.api.resourceOf(apiVersion, kind), namespace: space.name, name };
  }

  const managersOf = (object: KubernetesObject | undefined): string =>
    [...new Set((object?.metadata.managedFields ?? []).map(({ manager = "" }) => manager))].toSorted().join();

  it("kubectl added are removed while nothing in Git changes, and the event names them", async () => {
    const space = await world.running({
      "apps/a.yaml": configMap("one", { a: "1" }),
      "apps/web.yaml": deployment("web", 1),
    });
    const [one, web] = [
      await addressOf(space, "v1", "ConfigMap", "one"),
      await addressOf(space, "apps/v1", "Deployment", "web"),
    ];

    await world.cluster.as("kubectl-edit").mergePatch(one, { data: { extra: "theirs" } });
    await world.cluster.as("kubectl").apply(web, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", labels: { by: "hand" } },
      spec: { paused: true },
    });

    await space.untilData("one", { a: "1" });
    const shown = async () => {
      const object = await space.get("apps/v1", "Deployment", "web");
      return JSON.stringify([
        object?.metadata.labels?.["by"],
        (object?.["spec"] as { paused?: boolean } | undefined)?.paused,
      ]);
    };
    await eventually(shown, "[null,null]", space.explain);
    expect(managersOf(await space.configMap("one"))).toBe("groundwork-agent");
    await eventually(
      async () =>
        (await space.events("DriftCorrected")).join("\n").includes("corrected: .data.extra, changed by kubectl-edit"),
      true,
      space.explain,
    );
    expect(await space.condition("Kustomization", "ForeignFields")).toBeUndefined();
  });

  it("kubectl apply set before Git declared the object are taken over, with its annotation", async () => {
    const space = await world.space();
    const names = ["n0", "n1", "n2", "n3", "n4"];
    for (const name of names) {
      const address = await addressOf(space, "v1", "ConfigMap", name);
      await world.cluster.as("kubectl-client-side-apply").create(address.resource, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: space.name, annotations: { [lastApplied]: "{}" } },
        data: { a: "0", gone: "x" },
      });
    }
    const before = await space.configMap("n0");
    const commit = await space.repository.commit(
      Object.fromEntries(names.map((name) => [`apps/${name}.yaml`, configMap(name, { a: "1" })])),
    );
    await space.source();
    await space.kustomization();
    space.agent();

    await space.untilApplied(commit);

    for (const name of names) {
      const object = await space.configMap(name);
      expect(object?.["data"]).toEqual({ a: "1" });
      expect(object?.metadata.annotations).toBeUndefined();
      expect(managersOf(object)).toBe("groundwork-agent");
    }
    expect((await space.configMap("n0"))?.metadata.uid).toBe(before?.metadata.uid);
  });

  it("Flux owned are taken over by the Kustomization that it applied them for, and others keep theirs", async () => {
    const space = await world.space();
    const one = await addressOf(space, "v1", "ConfigMap", "one");
    const labels = { "kustomize.toolkit.fluxcd.io/name": "app", "kustomize.toolkit.fluxcd.io/namespace": space.name };
    const of = (metadata: object, data: object) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "one", ...metadata },
      data,
    });
    await world.cluster.as("kustomize-controller").apply(one, of({ labels }, { a: "0", gone: "x" }));
    await world.cluster.as("operator").mergePatch(one, { data: { theirs: "y" } });
    const before = await space.configMap("one");
    const commit = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) });
    await space.source();
    await space.kustomization();
    space.agent();

    await space.untilApplied(commit);

    await space.untilData("one", { a: "1", theirs: "y" });
    const now = await space.configMap("one");
    expect(now?.metadata.uid).toBe(before?.metadata.uid);
    expect(managersOf(now)).toBe("groundwork-agent,operator");
    const message = await space.untilCondition("Kustomization", {
      type: "ForeignFields",
      status: "True",
      reason: "FieldsAdded",
    });
    expect(message).toBe(`ConfigMap/${space.name}/one: .data.theirs (operator)`);
  });

  it("kubectl added stay on objects that are annotated with ssa: Merge", async () => {
    const merge = { annotations: { "kustomize.toolkit.fluxcd.io/ssa": "merge" } };
    const space = await world.running({
      "apps/a.yaml": configMap("one", { a: "1" }, merge),
      "apps/b.yaml": configMap("two", { a: "1" }),
    });

    for (const name of ["one", "two"])
      await world.cluster
        .as("kubectl-edit")
        .mergePatch(await addressOf(space, "v1", "ConfigMap", name), { data: { a: "theirs", extra: "theirs" } });

    await space.untilData("two", { a: "1" });
    await space.untilData("one", { a: "1", extra: "theirs" });
    expect(managersOf(await space.configMap("one"))).toBe("groundwork-agent,kubectl-edit");
  });

  it("kubectl set stand in the way of the manifest are removed first: a port under another number", async () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { ports: [{ name: "http", port: 80 }], selector: { app: "web" } },
    };
    const space = await world.running({ "apps/a.yaml": JSON.stringify(service) });
    const address = await addressOf(space, "v1", "Service", "web");
    const live = await space.get("v1", "Service", "web");

    const edited = { ...live, spec: { ...(live?.["spec"] as object), ports: [{ name: "http", port: 8080 }] } };
    await world.cluster.as("kubectl-edit").replace(address, edited);

    const ports = async () => {
      const object = await space.get("v1", "Service", "web");
      const spec = object?.["spec"] as { ports: readonly { port: number }[] } | undefined;
      return spec?.ports.map(({ port }) => port).join();
    };
    await eventually(ports, "80", space.explain);
    expect(await space.condition("Kustomization", "Ready")).toMatchObject({ status: "True" });
  });
});
