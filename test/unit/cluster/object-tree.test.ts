import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { ClusterAccess } from "../../../src/cluster/index.ts";
import { kubernetesClusters } from "../../../src/cluster/kubernetes/index.ts";
import { type ScriptedServer, scriptedServer } from "../../fakes/scripted-api-server.ts";

const revision = `main@sha1:${"4".repeat(40)}`;
const flux = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations";
const sources = "/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/dev";
const maps = "/api/v1/namespaces/shop/configmaps";
const ready = { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" };

const kustomizationOf = (name: string, ids: readonly string[], more: object = {}) => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name, namespace: "flux-system", generation: 1 },
  spec: {},
  status: {
    observedGeneration: 1,
    conditions: [ready],
    lastAppliedRevision: revision,
    inventory: { entries: ids.map((id) => ({ id, v: "v1" })) },
  },
  ...more,
});
const map = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "shop" } });
const served = (name: string, kind: string) => ({ resources: [{ name, kind, namespaced: true }] });

/** What a server has, by path. A number is a refusal. */
type Stored = Readonly<Record<string, object | number>>;
const base: Stored = {
  "/api/v1": { resources: [...served("configmaps", "ConfigMap").resources, ...served("secrets", "Secret").resources] },
  "/apis/apps/v1": served("deployments", "Deployment"),
  "/apis/kustomize.toolkit.fluxcd.io/v1": served("kustomizations", "Kustomization"),
  [sources]: {
    metadata: { name: "dev", namespace: "flux-system" },
    status: { conditions: [ready], artifact: { revision } },
  },
};

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const clusters = () =>
  kubernetesClusters({
    plugins: {
      of: () => {
        throw new Error("no plugin is run");
      },
    },
  });

/** A cluster that has this besides {@link base}; `onPatch` is given what is patched. */
async function having(
  stored: Stored,
  onPatch: (path: string, body: unknown) => void = () => {},
): Promise<ClusterAccess> {
  const all = { ...base, ...stored };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [path = ""] = (request.url ?? "").split("?");
    if (request.method === "PATCH") onPatch(path, JSON.parse(await text(request)));
    const found = all[path] ?? 404;
    if (typeof found === "number") response.writeHead(found).end(JSON.stringify({ code: found, message: "no rights" }));
    else response.end(JSON.stringify(found));
  };
  server = await scriptedServer((request, response) => void answer(request, response));
  const kubeconfig = JSON.stringify({
    clusters: [{ name: "c", cluster: { server: server.url } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
  return { name: "dev-main", kubeconfig, sync: { namespace: "flux-system", name: "dev" } };
}

describe("the object tree of a cluster", () => {
  it("has every object of the inventory with its health, and those of nested Kustomizations below", async () => {
    const cluster = await having({
      [`${flux}/dev`]: kustomizationOf("dev", [
        "shop_web_apps_Deployment",
        "flux-system_inner_kustomize.toolkit.fluxcd.io_Kustomization",
        "shop_gone__ConfigMap",
      ]),
      [`${flux}/inner`]: kustomizationOf("inner", ["shop_a__ConfigMap", "shop_b__ConfigMap"]),
      "/apis/apps/v1/namespaces/shop/deployments/web": {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", namespace: "shop", generation: 1 },
        spec: { replicas: 2 },
        status: { observedGeneration: 1, replicas: 1 },
      },
      [maps]: { metadata: {}, items: [map("a")] },
      [`${maps}/b`]: map("b"),
    });
    const { source, root } = await clusters().objectTree(cluster);
    expect(source).toMatchObject({ object: "GitRepository/flux-system/dev", ready: "True", revision });
    expect(root).toMatchObject({ object: "Kustomization/flux-system/dev", ready: "True", suspended: false, revision });
    expect(root.objects).toMatchObject([
      { object: "Deployment/shop/web", health: "InProgress", message: "replicas: 1/2" },
      {
        object: "Kustomization/flux-system/inner",
        health: "Current",
        applied: {
          revision,
          objects: [
            { object: "ConfigMap/shop/a", health: "Current" },
            { object: "ConfigMap/shop/b", health: "Current" },
          ],
        },
      },
      { object: "ConfigMap/shop/gone", health: "NotFound" },
    ]);
    // Objects of one kind come by one list, and one by one only those that do not carry the owner's labels.
    const asked = server?.seen.map(({ path }) => decodeURIComponent(path)) ?? [];
    expect(asked.filter((path) => path.startsWith(maps)).map((path) => path.replace(/&limit=.*/, ""))).toEqual(
      expect.arrayContaining([
        `${maps}?labelSelector=kustomize.toolkit.fluxcd.io/name=inner,kustomize.toolkit.fluxcd.io/namespace=flux-system`,
        `${maps}/b`,
      ]),
    );
    expect(asked).not.toContain(`${maps}/a`);
  });

  it("does not know of objects that may not be read, and of kinds that are not served, and says why", async () => {
    const cluster = await having({
      [`${flux}/dev`]: kustomizationOf("dev", ["shop_a__Secret", "shop_w_x.example_Widget", "nothing"]),
      "/api/v1/namespaces/shop/secrets/a": 403,
    });
    const { root } = await clusters().objectTree(cluster);
    expect(root.objects).toEqual([
      { object: "Secret/shop/a", health: "Unknown", message: "no rights" },
      { object: "Widget/shop/w", health: "Unknown", message: expect.stringContaining('no matches for kind "Widget"') },
      { object: "nothing", health: "Unknown", message: "nothing is no id of an inventory" },
    ]);
  });

  it("shows a Kustomization that applies itself once", async () => {
    const id = "flux-system_dev_kustomize.toolkit.fluxcd.io_Kustomization";
    const cluster = await having({ [`${flux}/dev`]: kustomizationOf("dev", [id]) });
    const { root } = await clusters().objectTree(cluster);
    expect(root.objects).toEqual([
      { object: "Kustomization/flux-system/dev", health: "Current", message: expect.any(String) },
    ]);
  });

  it("says who suspended it, and leaves out times that are none", async () => {
    const note = {
      "groundwork.dev/suspended-by": "Ada",
      "groundwork.dev/suspended-reason": "why",
      "groundwork.dev/suspended-at": "2026-01-01T00:00:00Z",
      "groundwork.dev/suspended-until": "tomorrow",
    };
    const metadata = { name: "dev", namespace: "flux-system", generation: 1, annotations: note };
    const suspended = await having({
      [`${flux}/dev`]: kustomizationOf("dev", [], { metadata, spec: { suspend: true } }),
    });
    expect((await clusters().objectTree(suspended)).root).toMatchObject({
      suspended: true,
      suspension: { by: "Ada", reason: "why", at: "2026-01-01T00:00:00Z" },
    });
    await server?.close();
    // A note that another tool left behind when it resumed.
    const resumed = await having({ [`${flux}/dev`]: kustomizationOf("dev", [], { metadata }) });
    expect((await clusters().objectTree(resumed)).root).not.toHaveProperty("suspension");
  });
});

describe("a suspension in a cluster", () => {
  it("stands on both objects with its note, and goes with it", async () => {
    const patches: unknown[] = [];
    const dev = { [`${flux}/dev`]: kustomizationOf("dev", []) };
    const cluster = await having(dev, (path, body) => patches.push([path, body]));
    const suspension = { by: "Ada", reason: "why", at: "2026-01-01T00:00:00Z" };
    await clusters().suspend(cluster, suspension);
    const annotations = {
      "groundwork.dev/suspended-by": "Ada",
      "groundwork.dev/suspended-at": "2026-01-01T00:00:00Z",
      "groundwork.dev/suspended-reason": "why",
      "groundwork.dev/suspended-until": null,
    };
    const patch = { metadata: { annotations }, spec: { suspend: true } };
    expect(patches.splice(0)).toEqual(
      expect.arrayContaining([
        [`${flux}/dev`, patch],
        [sources, patch],
      ]),
    );
    await clusters().resume(cluster);
    const nothing = Object.fromEntries(Object.keys(annotations).map((name) => [name, null]));
    const back = { metadata: { annotations: nothing }, spec: { suspend: null } };
    expect(patches).toEqual(
      expect.arrayContaining([
        [`${flux}/dev`, back],
        [sources, back],
      ]),
    );
  });
});

describe("the logs of a cluster's agents", () => {
  const pods = "/api/v1/namespaces/flux-system/pods";
  const pod = (name: string) => ({ metadata: { name } });

  it("are those of every Pod of the agent", async () => {
    const cluster = await having({
      [pods]: { metadata: {}, items: [pod("a"), pod("b")] },
      [`${pods}/a/log`]: { msg: 1 },
    });
    const request = { agent: "flux", tail: 5, follow: false } as const;
    const lines = clusters().agentLogs(cluster, request, new AbortController().signal);
    const read: unknown[] = [];
    const reading = (async () => {
      for await (const line of lines) read.push(line);
    })();
    // The second Pod has no log.
    await expect(reading).rejects.toMatchObject({ code: "cluster-unreachable" });
    const asked = server?.seen.map(({ path }) => decodeURIComponent(path)) ?? [];
    expect(asked).toContain(`${pods}/a/log?tailLines=5`);
    expect(asked[0]).toContain("labelSelector=app in (source-controller,kustomize-controller)");
  });

  it("are not there without a Pod, which is no empty log", async () => {
    const cluster = await having({ [pods]: { metadata: {}, items: [] } });
    const request = { agent: "groundwork", tail: 5, follow: false } as const;
    const lines = clusters().agentLogs(cluster, request, new AbortController().signal);
    await expect(lines[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "no-agent-pods" });
  });
});
