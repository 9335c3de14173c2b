import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClusterApi, KubernetesObject } from "../../../src/local/cluster/api-server/index.ts";
import { apis, kinds } from "./cluster.ts";

const configMaps = { group: "", version: "v1", resource: "configmaps" } as const;

const configMap = (name: string, namespace = "shop", more: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, ...more },
  data: { a: "1" },
});

const ingress = (name: string): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name, namespace: "shop" },
  spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
});

describe.each(apis)("a cluster's API from inside its process, %s,", (_, makeApi) => {
  let folder: string;
  let api: ClusterApi;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-cluster-api-"));
    ({ api, stop } = await makeApi(path.join(folder, "api")));
    for (const name of ["shop", "other"]) await api.create(namespaceOf(name));
  });
  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  const namesIn = (namespace?: string) =>
    api
      .list(configMaps, namespace)
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== "kube-root-ca.crt")
      .toSorted();

  it("gives a new object an identity, its first generation and a version", async () => {
    const created = await api.create(ingress("web"));
    expect(created.metadata).toMatchObject({ name: "web", namespace: "shop", generation: 1 });
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Date.parse(created.metadata.creationTimestamp ?? "")).not.toBeNaN();
    expect(created.metadata.resourceVersion).toMatch(/^\d+$/);
    expect(api.get(kinds.ingresses, "web", "shop")).toEqual(created);
  });

  it("gives an object that is created again another identity", async () => {
    const first = await api.create(configMap("one"));
    await api.delete(configMaps, "one", "shop");
    expect((await api.create(configMap("one"))).metadata.uid).not.toBe(first.metadata.uid);
  });

  it("refuses a second object of a name, and keeps the first", async () => {
    const first = await api.create(configMap("one"));
    await expect(api.create({ ...configMap("one"), data: { a: "2" } })).rejects.toThrow(/already exists/);
    expect(api.get(configMaps, "one", "shop")).toEqual(first);
    await api.create(configMap("one", "other"));
  });

  it("lists the objects of one namespace or of all, and finds none where there is none", async () => {
    await api.create(configMap("one"));
    await api.create(configMap("two"));
    await api.create(configMap("three", "other"));
    expect([namesIn("shop"), namesIn("other"), namesIn("nowhere")]).toEqual([["one", "two"], ["three"], []]);
    expect(namesIn()).toEqual(["one", "three", "two"]);
    expect(api.get(configMaps, "three", "shop")).toBeUndefined();
  });

  it("keeps its objects from changes to what was handed in", async () => {
    const given = configMap("one");
    await api.create(given);
    (given["data"] as Record<string, string>)["a"] = "changed";
    const labels = { app: "web" };
    await api.update(configMaps, "one", "shop", (object) => ({ ...object, metadata: { ...object.metadata, labels } }));
    labels.app = "changed";
    expect(api.get(configMaps, "one", "shop")).toMatchObject({
      data: { a: "1" },
      metadata: { labels: { app: "web" } },
    });
  });

  it("counts a generation for a change of the specification alone", async () => {
    await api.create(ingress("web"));
    const generation = () => api.get(kinds.ingresses, "web", "shop")?.metadata.generation;
    await api.update(kinds.ingresses, "web", "shop", (object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { app: "web" } },
    }));
    expect(generation()).toBe(1);
    await api.update(kinds.ingresses, "web", "shop", (object) => ({
      ...object,
      spec: { ingressClassName: "x", ...(object["spec"] as object) },
    }));
    expect(generation()).toBe(2);
  });

  it("changes with a status nothing but the status", async () => {
    const { spec, metadata } = await api.create(ingress("web"));
    const loadBalancer = { ingress: [{ ip: "10.0.0.1" }] };
    await api.updateStatus(kinds.ingresses, "web", "shop", () => ({ loadBalancer }));
    const after = api.get(kinds.ingresses, "web", "shop");
    expect(after).toMatchObject({ spec, status: { loadBalancer }, metadata: { generation: 1, uid: metadata.uid } });
    expect(after?.metadata.resourceVersion).not.toBe(metadata.resourceVersion);
  });

  it("applies a change to the newest object, and gives each change a version of its own", async () => {
    const created = await api.create(configMap("one"));
    const count = (key: string) =>
      api.update(configMaps, "one", "shop", (object) => ({
        ...object,
        data: { ...(object["data"] as object), [key]: "1" },
      }));
    await Promise.all([count("b"), count("c")]);
    const after = api.get(configMaps, "one", "shop");
    expect(after).toMatchObject({ data: { a: "1", b: "1", c: "1" } });
    expect(Number(after?.metadata.resourceVersion)).toBeGreaterThan(Number(created.metadata.resourceVersion));
  });

  it("refuses to change what does not exist, and has nothing to do where that is to be deleted", async () => {
    const same = <Value>(value: Value) => value;
    await expect(api.update(configMaps, "none", "shop", same)).rejects.toThrow(/not found/);
    await expect(api.updateStatus(kinds.ingresses, "none", "shop", same)).rejects.toThrow(/not found/);
    await expect(api.delete(configMaps, "none", "shop")).resolves.toBeUndefined();
  });

  it("deletes what an object owns with it, and nothing else", async () => {
    const { metadata } = await api.create(configMap("owner"));
    const owner = { apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: metadata.uid };
    await api.create(configMap("owned", "shop", { ownerReferences: [owner] }));
    await api.create(configMap("free"));
    await api.delete(configMaps, "owner", "shop");
    await expect.poll(() => namesIn("shop")).toEqual(["free"]);
  });

  it("keeps an object with a finalizer until that is removed, and says since when it is to go", async () => {
    await api.create(configMap("one", "shop", { finalizers: ["example.com/hold"] }));
    await api.delete(configMaps, "one", "shop");
    expect(Date.parse(api.get(configMaps, "one", "shop")?.metadata.deletionTimestamp ?? "")).not.toBeNaN();
    await api.update(configMaps, "one", "shop", (object) => ({
      ...object,
      metadata: { ...object.metadata, finalizers: [] },
    }));
    expect(api.get(configMaps, "one", "shop")).toBeUndefined();
  });

  describe("a watch", () => {
    const watched = () => {
      const seen: string[] = [];
      const end = api.watch(configMaps, ({ type, object: { metadata } }) => {
        if (metadata.name !== "kube-root-ca.crt") seen.push(`${type} ${metadata.namespace}/${metadata.name}`);
      });
      return { seen, end };
    };
    const label = (app: string) =>
      api.update(configMaps, "one", "shop", (object) => ({
        ...object,
        metadata: { ...object.metadata, labels: { app } },
      }));

    it("tells what exists, and then every change of its resource in order, until it is ended", async () => {
      await api.create(configMap("one"));
      const { seen, end } = watched();
      expect(seen).toEqual(["ADDED shop/one"]);
      await api.create(configMap("two", "other"));
      await api.create(ingress("web"));
      await label("web");
      await api.delete(configMaps, "one", "shop");
      end();
      await api.delete(configMaps, "two", "other");
      expect(seen).toEqual(["ADDED shop/one", "ADDED other/two", "MODIFIED shop/one", "DELETED shop/one"]);
    });

    it("is not told of a write that changes nothing", async () => {
      await api.create(configMap("one"));
      await label("web");
      const before = api.get(configMaps, "one", "shop");
      const { seen } = watched();
      await label("web");
      expect(seen).toEqual(["ADDED shop/one"]);
      expect(api.get(configMaps, "one", "shop")).toEqual(before);
    });
  });
});

function namespaceOf(name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}
