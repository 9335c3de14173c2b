import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  activeCluster,
  ambientKubeconfig,
  connectionOf,
  KubeconfigUnusable,
  nowhere,
} from "../../../src/kubernetes/kubeconfig/index.ts";

const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const names = ["a", "b", "c"] as const;

// A certificate stands there as data or as a file: given both, Kubernetes takes the data, and its client for Node the file.
const authority = fc.constantFrom(
  {},
  { "certificate-authority-data": base64(pem) },
  { "certificate-authority": "ca.pem" },
);
const settings = fc.record(
  {
    server: fc.constantFrom(
      "https://one.example.com",
      "https://two.example.com:6443",
      "https://three.example.com/k8s/c",
    ),
    "tls-server-name": fc.constant("other.example.com"),
    "insecure-skip-tls-verify": fc.boolean(),
    "proxy-url": fc.constant("http://proxy.example.com:3128"),
  },
  { requiredKeys: ["server"] },
);
const cluster = fc.tuple(settings, authority).map(([one, other]) => ({ ...one, ...other }));
const user = fc.oneof(
  fc.record({ token: fc.constantFrom("one", "two") }),
  fc.record({ username: fc.constant("name"), password: fc.constant("word") }),
  fc.record({ "client-certificate-data": fc.constant(base64(pem)), "client-key-data": fc.constant(base64("key")) }),
  fc.record({ "client-certificate": fc.constant("cert.pem"), "client-key": fc.constant("key.pem") }),
);
const entries = <T>(kind: string, content: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), [kind]: content }), {
    selector: ({ name }) => String(name),
  });
const file = fc.record({
  clusters: entries("cluster", cluster),
  // Without its user, Kubernetes' client ignores the cluster's certificates as well.
  users: fc.tuple(user, user, user).map((users) => users.map((each, index) => ({ name: names[index], user: each }))),
  contexts: entries(
    "context",
    fc.record({ cluster: fc.constantFrom(...names), user: fc.constantFrom(...names), namespace: fc.constant("shop") }),
  ),
  "current-context": fc.constantFrom("", ...names),
});

describe("a kubeconfig is read as Kubernetes' own client reads it", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "kubeconfig-"));
    for (const name of ["ca.pem", "cert.pem", "key.pem"]) await writeFile(path.join(folder, name), `${pem}${name}`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("with its certificates, proxy, names and credentials", async () => {
    const at = path.join(folder, "config");
    const agree = async (content: object) => {
      await writeFile(at, JSON.stringify(content));
      expect(await read(at)).toEqual(await readByClientNode(at));
    };
    await fc.assert(fc.asyncProperty(file, agree), { numRuns: 60 });
  });

  /** `undefined` when it means no cluster. */
  async function read(at: string): Promise<object | undefined> {
    try {
      const active = activeCluster(await ambientKubeconfig({ ...nowhere, listed: at }));
      const { ca, serverName, insecureSkipTlsVerify, proxy, namespace, ...made } = await connectionOf(active);
      const { token, basic, clientCertificate } = await made.credentials();
      const { cert, key } = clientCertificate ?? {};
      const user = { token, username: basic?.username, password: basic?.password, cert, key };
      return { server: active.server, ca, serverName, insecureSkipTlsVerify, proxy: proxy?.href, namespace, ...user };
    } catch (thrown) {
      if (thrown instanceof KubeconfigUnusable) return undefined;
      throw thrown;
    }
  }

  async function readByClientNode(at: string): Promise<object | undefined> {
    const config = new KubeConfig();
    config.loadFromFile(at);
    const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
    if (!cluster?.server) return undefined;
    const tls: { ca?: Buffer; cert?: Buffer; key?: Buffer } = {};
    await config.applyToHTTPSOptions(tls);
    return {
      server: cluster.server,
      ca: tls.ca?.toString(),
      serverName: cluster.tlsServerName,
      insecureSkipTlsVerify: cluster.skipTLSVerify ?? false,
      proxy: cluster.proxyUrl && new URL(cluster.proxyUrl).href,
      namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? "default",
      token: user?.token,
      username: user?.username,
      password: user?.password,
      cert: tls.cert?.toString(),
      key: tls.key?.toString(),
    };
  }
});
