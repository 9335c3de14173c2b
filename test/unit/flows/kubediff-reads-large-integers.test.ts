import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Kubediff, KubediffMode } from "../../../src/change/index.ts";
import { comparableClusters } from "../../../src/cluster/kubernetes/index.ts";
import { kubediff } from "../../../src/flows/index.ts";
import { credentialPlugins, nowhere } from "../../../src/kubernetes/kubeconfig/index.ts";
import { memoryTree, systemClock } from "../../../src/lib/index.ts";
import { kubediffJson } from "../../../src/report/index.ts";
import { kubeconfigOf } from "../../contract/kubediff/kubeconfig-of.ts";

const thing = (start: string) =>
  `{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"counter","namespace":"shop"},"spec":{"start":${start}}}`;
const resources = JSON.stringify({
  kind: "APIResourceList",
  groupVersion: "example.com/v1",
  resources: [{ name: "things", kind: "Thing", namespaced: true, verbs: ["get", "list", "patch"] }],
});
const index = JSON.stringify({
  paths: { "apis/example.com/v1": { serverRelativeURL: "/openapi/v3/apis/example.com/v1" } },
});
const schemas = JSON.stringify({
  components: {
    schemas: {
      Thing: {
        type: "object",
        "x-kubernetes-group-version-kind": [{ group: "example.com", version: "v1", kind: "Thing" }],
        properties: { spec: { type: "object", properties: { start: { type: "integer", format: "int64" } } } },
      },
    },
  },
});

let stop: () => void = () => {};
afterEach(() => stop());

/** A server that has one object, and would make of an apply what the manifest says. */
async function comparison(live: string, git: string, mode: KubediffMode): Promise<Kubediff> {
  const server = createServer((request, response) => {
    const answer = request.method === "PATCH" ? thing(git) : texts[new URL(request.url ?? "", "http://x").pathname];
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(answer ?? '{"kind":"Status","code":404,"reason":"NotFound","message":"not found"}');
  });
  const texts: Readonly<Record<string, string | undefined>> = {
    "/apis/example.com/v1": resources,
    "/apis/example.com/v1/namespaces/shop/things/counter": thing(live),
    "/openapi/v3": index,
    "/openapi/v3/apis/example.com/v1": schemas,
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const clusters = comparableClusters({ plugins: credentialPlugins({ environment: {} }), ambient: nowhere });
  const { port } = server.address() as AddressInfo;
  const cluster = await clusters.open({ kubeconfig: kubeconfigOf({ server: `http://127.0.0.1:${port}`, token: "t" }) });
  const request = { tree: memoryTree({ "apps/all.yaml": thing(git) }), folder: "apps", shownFolder: "apps", mode };
  return await kubediff(request, { cluster, clock: systemClock, signal: AbortSignal.timeout(20_000) });
}

describe.each(["exact", "read-only"] as const)("integers above 2^53, compared %s", (mode) => {
  it.each([
    ["of which all digits are the same", "9007199254740993", "9007199254740993"],
    ["of which all digits are the same, below zero", "-9223372036854775808", "-9223372036854775808"],
  ])("are in sync %s", async (_, live, git) => {
    expect((await comparison(live, git, mode)).objects).toMatchObject([{ verdict: "in-sync", fields: [] }]);
  });

  it.each([
    ["9007199254740992", "9007199254740993"],
    ["9007199254740993", "9007199254740992"],
  ])("are diverged where %s stands and Git says %s, which one double stands for", async (live, git) => {
    const diff = await comparison(live, git, mode);
    expect(diff.objects).toMatchObject([{ verdict: "diverged" }]);
    const fields = [{ path: ".spec.start", cluster: live, git }];
    expect(JSON.parse(JSON.stringify(kubediffJson(diff)))).toMatchObject({ objects: [{ fields }] });
  });
});

it("takes an integer that 64 bits do not hold for the double that the server keeps", async () => {
  const { objects } = await comparison("18446744073709552000", "18446744073709551615", "read-only");
  expect(objects).toMatchObject([{ verdict: "in-sync" }]);
});
