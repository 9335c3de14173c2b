import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Logger, projectRoot, silentLogger } from "../../src/lib/index.ts";
import {
  type ClusterApi,
  type ClusterAttachment,
  type ClusterHost,
  type ClusterHostOptions,
  clusterHost,
  type KubernetesObject,
  type RunningCluster,
  type WantedCluster,
} from "../../src/local/cluster/api-server/index.ts";
import { type Answer, eventually, HttpClient, textOf } from "../contract/kubernetes-api/http-client.ts";

const wanted: WantedCluster = { id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] };
const configMaps = { group: "", version: "v1", resource: "configmaps" };
const configMap = (name: string, metadata: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", ...metadata },
});

let home: string;
const hosts: ClusterHost[] = [];
const clients: HttpClient[] = [];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "clusters-"));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const host of hosts.splice(0)) await host.stop();
  rmSync(home, { recursive: true });
});

async function start(options: Partial<ClusterHostOptions> = {}): Promise<{ host: ClusterHost; api: () => ClusterApi }> {
  let attached: ClusterApi | undefined;
  const host = await clusterHost({
    home,
    onClusterStarted: async (_, api): Promise<ClusterAttachment> => {
      attached = api;
      return Promise.resolve({ stop: () => Promise.resolve() });
    },
    ...options,
  });
  hosts.push(host);
  return {
    host,
    api: () => {
      if (attached === undefined) throw new Error("no cluster started");
      return attached;
    },
  };
}

function clientOf({ endpoint, adminToken, caCertificate }: RunningCluster): HttpClient {
  const client = new HttpClient({ url: `https://${endpoint}`, token: adminToken, ca: caCertificate });
  clients.push(client);
  return client;
}

describe("a local cluster that starts again", () => {
  it("has its address, certificate, token, objects and revisions", async () => {
    const first = await start();
    const before = await first.host.ensure(wanted);
    const created = await first.api().create(configMap("kept"));
    await first.host.stop();
    const second = await start();
    expect(second.host.find(wanted.id)).toEqual(before);
    const { body } = await clientOf(before).send("GET", "/api/v1/namespaces/default/configmaps/kept");
    expect(body).toEqual(created);
    const later = await second.api().create(configMap("later"));
    expect(Number(later.metadata.resourceVersion)).toBeGreaterThan(Number(created.metadata.resourceVersion));
  });

  it("lets a watch go on where it was, and says when that is too long ago", async () => {
    const first = await start();
    const cluster = await first.host.ensure(wanted);
    const { metadata } = await first.api().create(configMap("seen"));
    await first.api().create(configMap("missed"));
    await first.host.stop();
    await start();
    const path = "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=";
    const events = await clientOf(cluster).watch(`${path}${metadata.resourceVersion ?? ""}`, (all) => all.length > 0);
    expect(events.map(({ object }) => object?.metadata?.name)).toEqual(["missed"]);
  });

  it("drops a write that a crash cut off, and says so", async () => {
    const first = await start();
    await first.host.ensure(wanted);
    await first.api().create(configMap("whole"));
    await first.host.stop();
    const [folder = ""] = readdirSync(path.join(home, "clusters"));
    appendFileSync(path.join(home, "clusters", folder, "objects.jsonl"), '{"revision":999,"table":"config');
    const said: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_, message) => said.push(message) };
    const second = await start({ logger });
    expect(second.api().get(configMaps, "whole", "default")).toBeDefined();
    expect(said).toEqual(["The last journal entry was cut off and never acknowledged; it is dropped"]);
  });

  it("has everything that was acknowledged when its process was killed", async () => {
    const { host } = await start();
    await host.ensure(wanted);
    await host.stop();
    const script = path.join(projectRoot(), "test/scenario/kubernetes-api-harness/write-until-killed.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script, home], { stdio: ["ignore", "pipe", "inherit"] });
    let acknowledged = "";
    const ended = once(child, "exit");
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      acknowledged += chunk.toString();
      if (acknowledged.split("\n").length > 100) child.kill("SIGKILL");
    }
    await ended;
    const second = await start();
    const names = new Set(
      second
        .api()
        .list(configMaps, "default")
        .map(({ metadata }) => metadata.name),
    );
    const lines = acknowledged.slice(0, acknowledged.lastIndexOf("\n")).split("\n");
    expect(lines.length).toBeGreaterThan(99);
    expect(lines.filter((name) => !names.has(name))).toEqual([]);
  });

  it("refuses by name what the disk does not take, has nothing of it, and goes on", async () => {
    const { host } = await start();
    await host.ensure(wanted);
    await host.stop();
    const script = path.join(projectRoot(), "test/scenario/kubernetes-api-harness/write-until-full.ts");
    // As much as any file of this process may have: a stand-in for a disk that is full.
    const limited = ["--fsize=400000", process.execPath, "--import", "tsx", script, home];
    const child = spawn("prlimit", limited, { stdio: ["ignore", "pipe", "inherit"] });
    const said = JSON.parse(await text(child.stdout)) as { made: string[]; refusal: string };
    expect(said.refusal).toMatch(
      /^The simulated cluster could not write .*objects\.jsonl .*so the change was not made/,
    );
    const second = await start();
    const names = second
      .api()
      .list(configMaps, "default")
      .map(({ metadata }) => metadata.name);
    expect(names.filter((name) => name.startsWith("cm-")).toSorted()).toEqual(said.made.toSorted());
    expect(names).toContain("small");
  });

  it("is gone after it was deleted", async () => {
    const { host } = await start();
    await host.ensure(wanted);
    await host.delete(wanted.id);
    await host.delete(wanted.id);
    expect([host.find(wanted.id), readdirSync(path.join(home, "clusters"))]).toEqual([undefined, []]);
  });
});

describe("a local cloud whose cluster cannot have its port", () => {
  it("says which cluster and port, and leaves no other cluster running", async () => {
    const first = await start();
    const cluster = await first.host.ensure(wanted);
    await first.host.stop();
    const taken = createServer();
    const port = Number(cluster.endpoint.split(":")[1]);
    await new Promise<void>((resolve) => taken.listen(port, "127.0.0.1", resolve));
    await expect(clusterHost({ home })).rejects.toThrow(`Port ${port} of the local cluster ${wanted.id} is in use`);
    await new Promise((resolve) => taken.close(resolve));
    const again = await start();
    expect(again.host.find(wanted.id)).toEqual(cluster);
  });
});

describe("acting as somebody else", () => {
  it("takes leave for the user and for each group", async () => {
    const { host, api } = await start();
    const client = clientOf(await host.ensure(wanted));
    const apiVersion = "rbac.authorization.k8s.io/v1";
    const rules = [{ apiGroups: [""], resources: ["users"], verbs: ["impersonate"] }];
    await api().create({ apiVersion, kind: "ClusterRole", metadata: { name: "acts" }, rules });
    const roleRef = { kind: "ClusterRole", name: "acts" };
    const subjects = [{ kind: "ServiceAccount", name: "default", namespace: "default" }];
    await api().create({ apiVersion, kind: "ClusterRoleBinding", metadata: { name: "acts" }, roleRef, subjects });
    const issued = await client.send("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", {});
    const authorization = `Bearer ${textOf(issued.body.status?.token)}`;
    const list = (headers: Record<string, string>): Promise<Answer> =>
      client.send("GET", "/api/v1/secrets", undefined, { authorization, ...headers });
    const asNobody = await list({ "impersonate-user": "nobody" });
    expect(asNobody.body.message).toContain('User "nobody" cannot list resource "secrets"');
    const asMaster = await list({ "impersonate-user": "nobody", "impersonate-group": "system:masters" });
    expect(asMaster.body.message).toContain('cannot impersonate resource "groups"');
  });
});

describe("a definition with rules in CEL", () => {
  it("is accepted without a warning, and an object that breaks a rule is refused in the rule's words", async () => {
    const { host } = await start();
    const client = clientOf(await host.ensure(wanted));
    const spec = {
      type: "object",
      properties: { size: { type: "integer" } },
      "x-kubernetes-validations": [{ rule: "self.size > 0", message: "size has to be above 0" }],
    };
    const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
    const versions = [{ name: "v1", served: true, storage: true, schema }];
    const { status, warnings } = await client.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.example.com" },
      spec: { group: "example.com", scope: "Cluster", names: { plural: "things", kind: "Thing" }, versions },
    });
    expect([status, warnings]).toEqual([201, []]);
    const create = (name: string, size: number) =>
      client.send("POST", "/apis/example.com/v1/things", {
        apiVersion: "example.com/v1",
        kind: "Thing",
        metadata: { name },
        spec: { size },
      });
    // A server answers requests for a kind some time after it has its definition.
    await expect.poll(async () => (await create("small", 1)).status).toBe(201);
    const refused = await create("none", 0);
    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain("size has to be above 0");
  });
});

describe("a watch", () => {
  it("marks the end of initial events with a bookmark", async () => {
    const { host, api } = await start();
    const client = clientOf(await host.ensure(wanted));
    await api().create(configMap("initial", { labels: { suite: "initial" } }));
    const query =
      "watch=true&labelSelector=suite%3Dinitial&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const events = await client.watch(`/api/v1/configmaps?${query}`, (all) => all.length > 1);
    expect(events.map(({ type }) => type)).toEqual(["ADDED", "BOOKMARK"]);
    expect(events[1]?.object?.metadata?.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
  });

  it("from a version that is forgotten says 410 and ends", async () => {
    const { host, api } = await start();
    const client = clientOf(await host.ensure(wanted));
    await api().create(configMap("busy"));
    for (let count = 0; count < 4_500; count += 1) {
      await api().update(configMaps, "busy", "default", (object) => ({ ...object, data: { count: String(count) } }));
    }
    const events = await client.watch("/api/v1/configmaps?watch=true&resourceVersion=1", () => false);
    expect(events).toMatchObject([{ type: "ERROR", object: { code: 410, reason: "Expired" } }]);
  });
});

describe("garbage", () => {
  const owned = (name: string, { metadata, kind, apiVersion }: KubernetesObject): KubernetesObject =>
    configMap(name, {
      ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, blockOwnerDeletion: true }],
    });
  const left = (api: ClusterApi): string[] =>
    api
      .list(configMaps, "default")
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== "kube-root-ca.crt");

  it("goes with its last owner", async () => {
    const { host, api } = await start();
    await host.ensure(wanted);
    const owner = await api().create(configMap("owner"));
    await api().create(owned("child", owner));
    await api().delete(configMaps, "owner", "default");
    const names = await eventually(
      () => Promise.resolve(left(api())),
      (names) => names.length === 0,
    );
    expect(names).toEqual([]);
  });

  it("is deleted before its owner in the foreground, and released when orphaned", async () => {
    const { host, api } = await start();
    const client = clientOf(await host.ensure(wanted));
    const remove = (name: string, propagationPolicy: string): Promise<unknown> =>
      client.send("DELETE", `/api/v1/namespaces/default/configmaps/${name}`, {
        kind: "DeleteOptions",
        apiVersion: "v1",
        propagationPolicy,
      });
    await api().create(owned("child", await api().create(configMap("first"))));
    await remove("first", "Foreground");
    await eventually(
      () => Promise.resolve(left(api())),
      (names) => names.length === 0,
    );
    await api().create(owned("orphan", await api().create(configMap("second"))));
    await remove("second", "Orphan");
    await eventually(
      () => Promise.resolve(left(api())),
      (names) => names.join() === "orphan",
    );
    expect(api().get(configMaps, "orphan", "default")?.metadata.ownerReferences).toBeUndefined();
  });
});
