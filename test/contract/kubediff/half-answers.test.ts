import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Kubediff } from "../../../src/change/index.ts";
import { comparableClusters } from "../../../src/cluster/kubernetes/index.ts";
import { kubediff } from "../../../src/flows/index.ts";
import { RestApi, RestClient, tokenConnection } from "../../../src/kubernetes/client/index.ts";
import { credentialPlugins, nowhere } from "../../../src/kubernetes/kubeconfig/index.ts";
import { memoryTree, systemClock } from "../../../src/lib/index.ts";
import { clusterHost } from "../../../src/local/cluster/api-server/index.ts";
import { agent } from "./cases.ts";
import { kubeconfigOf } from "./kubeconfig-of.ts";

/** What becomes of an answer that the server has given. */
type Fault = (answer: Buffer, outgoing: ServerResponse) => void;

const clusters = comparableClusters({ plugins: credentialPlugins({ environment: {} }), ambient: nowhere });
/** So many of a kind that they are listed, and not asked for one by one. */
const declared = Array.from({ length: 60 }, (_, index) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: `a-${index}`, namespace: "default" },
  data: { a: "1" },
}));

const halfOfIt: Fault = (answer, outgoing) => {
  outgoing.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
  outgoing.write(answer.subarray(0, answer.length / 2), () => outgoing.destroy());
};
const halfOfItAsAWhole: Fault = (answer, outgoing) => {
  outgoing.writeHead(200, { "content-type": "application/json" }).end(answer.subarray(0, answer.length / 2));
};
const aPageAndNoMore: Fault = (answer, outgoing) => {
  if (outgoing.req.url?.includes("continue=")) {
    outgoing.writeHead(500, { "content-type": "application/json" }).end("{}");
    return;
  }
  const list = JSON.parse(answer.toString()) as { metadata: object };
  const page = { ...list, items: [], metadata: { ...list.metadata, continue: "more" } };
  outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
};
const nothing: Fault = (_, outgoing) => outgoing.destroy();

describe("kubediff of a cluster that answers in part", () => {
  let home: string;
  let stop: () => Promise<void>;
  let proxy: Server;
  let kubeconfig: string;
  let fault: Fault | undefined;
  let lists = 0;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), "kubediff-"));
    const host = await clusterHost({ home });
    stop = () => host.stop();
    const cluster = await host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] });
    const at = { server: `https://${cluster.endpoint}`, ca: cluster.caCertificate, token: cluster.adminToken };
    const client = new RestClient(tokenConnection(at));
    const api = new RestApi(client, { fieldManager: agent });
    const resource = await api.resourceOf("v1", "ConfigMap");
    for (const object of declared)
      await api.apply({ resource, ...object.metadata }, JSON.stringify(object), { force: true });
    client.close();
    proxy = createServer((incoming, outgoing) => {
      forward(incoming, outgoing).catch(() => outgoing.destroy());
    });
    const forward = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const { host: _, ...headers } = incoming.headers;
      const options = { method: incoming.method, headers, rejectUnauthorized: false };
      const forwarded = request(new URL(incoming.url ?? "/", at.server), options);
      incoming.pipe(forwarded);
      const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
      const content = await buffer(answer);
      const isList = incoming.method === "GET" && /\/configmaps(\?|$)/u.test(incoming.url ?? "");
      if (isList) lists += 1;
      if (fault && isList) fault(content, outgoing);
      else outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
    };
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    kubeconfig = kubeconfigOf({ server: url, token: cluster.adminToken });
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await stop();
    await rm(home, { recursive: true });
  });
  beforeEach(() => {
    fault = undefined;
    lists = 0;
  });

  const compare = async (mode: "exact" | "read-only"): Promise<Kubediff> =>
    await kubediff(
      {
        tree: memoryTree({ "apps/a.yaml": declared.map((each) => JSON.stringify(each)).join("\n---\n") }),
        folder: "apps",
        shownFolder: "apps",
        mode,
      },
      { cluster: await clusters.open({ kubeconfig }), clock: systemClock, signal: AbortSignal.timeout(60_000) },
    );

  const verdicts = ({ objects }: Kubediff) => [...new Set(objects.map(({ verdict }) => verdict))];

  describe.each(["exact", "read-only"] as const)("%s", (mode) => {
    it("is in sync while the cluster answers", async () => {
      expect(verdicts(await compare(mode))).toEqual(["in-sync"]);
      expect(lists).toBeGreaterThan(0);
    });

    it.each([
      ["breaks off", halfOfIt],
      ["ends as if it were whole", halfOfItAsAWhole],
      ["says that there is more, which is an error", aPageAndNoMore],
      ["never comes", nothing],
    ])("is unknown, and nothing is missing, where a list %s", async (_, what) => {
      fault = what;
      expect(verdicts(await compare(mode))).toEqual(["unknown"]);
    });
  });
});
