import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { kubernetesClusters } from "../../../src/cluster/kubernetes/index.ts";
import { type ScriptedServer, scriptedServer } from "../../fakes/scripted-api-server.ts";

const commit = "4c1f2ab0000000000000000000000000000000ff";
const metadata = { name: "dev", namespace: "flux-system", generation: 1 };
const kustomization = {
  metadata,
  spec: {},
  status: { observedGeneration: 1, lastAppliedRevision: `main@sha1:${commit}` },
};
const objects = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/dev";
const sources = "/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/dev";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const clusters = (timeoutMilliseconds = 10_000) =>
  kubernetesClusters({
    timeoutMilliseconds,
    plugins: {
      of: () => {
        throw new Error("no plugin is run");
      },
    },
  });

function access(url: string) {
  const kubeconfig = JSON.stringify({
    clusters: [{ name: "c", cluster: { server: url } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
  return { name: "dev-main", kubeconfig, sync: { namespace: "flux-system", name: "dev" } };
}

async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  server = await scriptedServer(answer);
  return access(server.url);
}

const notFound = (response: ServerResponse) =>
  response.writeHead(404).end(JSON.stringify({ kind: "Status", reason: "NotFound", code: 404, message: "not found" }));

describe("the clusters of the driver", () => {
  it("say what the sync agent says of an environment's own objects", async () => {
    const cluster = await serving(({ url }, response) => {
      if (url === objects) response.end(JSON.stringify(kustomization));
      else response.end(JSON.stringify({ metadata, status: { artifact: { revision: `main@sha1:${commit}` } } }));
    });
    expect(await clusters().syncStatus(cluster)).toMatchObject({ appliedCommit: commit, fetchedCommit: commit });
    expect(server?.seen.map(({ path }) => path).toSorted()).toEqual([objects, sources]);
  });

  it("have no sync agent where its object is missing", async () => {
    const cluster = await serving((_, response) => notFound(response));
    await expect(clusters().syncStatus(cluster)).rejects.toMatchObject({ code: "no-sync-agent" });
    await expect(clusters().requestSync(cluster, new Date(0))).rejects.toMatchObject({ code: "no-sync-agent" });
  });

  it("ask for a reconciliation by an annotation of both objects", async () => {
    const asked: string[] = [];
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      asked.push(`${request.method} ${request.headers["content-type"]} ${await text(request)}`);
      response.end(JSON.stringify(kustomization));
    };
    const cluster = await serving((request, response) => void answer(request, response));
    await clusters().requestSync(cluster, new Date(0));
    const annotations = { "reconcile.fluxcd.io/requestedAt": "1970-01-01T00:00:00.000Z" };
    const patch = `PATCH application/merge-patch+json ${JSON.stringify({ metadata: { annotations } })}`;
    expect(asked).toEqual([patch, patch]);
  });

  it("are unreachable, in the server's own words, when it refuses, when it is silent and when it is not there", async () => {
    const unreachable = (problem: RegExp) => ({
      code: "cluster-unreachable",
      data: { cluster: "dev-main", problem: expect.stringMatching(problem) },
    });
    const refusing = await serving((_, response) =>
      response.writeHead(500).end(JSON.stringify({ reason: "InternalError", code: 500, message: "no etcd" })),
    );
    await expect(clusters().syncStatus(refusing)).rejects.toMatchObject(unreachable(/^500 no etcd$/));
    await server?.close();
    const silent = await serving(() => undefined);
    await expect(clusters(50).syncStatus(silent)).rejects.toMatchObject(unreachable(/^no answer in 0\.05 s$/));
    const gone = access("http://127.0.0.1:1");
    await expect(clusters().syncStatus(gone)).rejects.toMatchObject(unreachable(/ECONNREFUSED/));
  });

  it("name what they do not allow, and do not call that unreachable", async () => {
    const cluster = await serving((_, response) =>
      response.writeHead(403).end(JSON.stringify({ reason: "Forbidden", code: 403, message: "Ada cannot patch" })),
    );
    const forbidden = { code: "cluster-forbids", kind: "refused", data: { problem: "Ada cannot patch" } };
    await expect(clusters().syncStatus(cluster)).rejects.toMatchObject(forbidden);
    await expect(clusters().suspend(cluster, {})).rejects.toMatchObject(forbidden);
    await expect(clusters().resume(cluster)).rejects.toMatchObject(forbidden);
  });

  it("are unreachable when an object is not as Flux defines it", async () => {
    const cluster = await serving((_, response) => response.end(JSON.stringify({ metadata: { name: 1 } })));
    await expect(clusters().syncStatus(cluster)).rejects.toThrow(/is not as Flux defines it/);
  });

  it("name a kubeconfig that cannot be used", async () => {
    const broken = { ...access("http://127.0.0.1:1"), kubeconfig: "users: [\n" };
    await expect(clusters().syncStatus(broken)).rejects.toMatchObject({
      code: "unusable-kubeconfig",
      data: { cluster: "dev-main", problem: expect.stringMatching(/no valid YAML/) },
    });
  });
});
