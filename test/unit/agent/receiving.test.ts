import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Receivers, serveWebhooks } from "../../../src/agent/receive/index.ts";
import { type KubernetesApi, type KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { silentLogger } from "../../../src/lib/index.ts";

const token = "the-token-of-the-forge";
const push = JSON.stringify({ ref: "refs/heads/main" });
const hmac = (text: string, name = "sha256", key = token) =>
  `${name}=${createHmac(name, key).update(text).digest("hex")}`;

/** One API server's part that receivers use, with what they asked for. */
class Cluster {
  readonly asked: string[] = [];
  readonly statuses: Readonly<Record<string, unknown>>[] = [];
  readonly secrets = new Map([["token", token]]);
  readonly repositories: KubernetesObject[] = [];
  receiver: KubernetesObject | undefined;

  readonly api = {
    get: async () =>
      await Promise.resolve({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "webhook" },
        data: Object.fromEntries([...this.secrets].map(([key, value]) => [key, Buffer.from(value).toString("base64")])),
      }),
    list: async () => await Promise.resolve({ items: this.repositories, resourceVersion: "1" }),
    mergePatch: async (at: { resource: { kind: string }; namespace?: string; name: string }) => {
      this.asked.push(`${at.resource.kind} ${at.namespace}/${at.name}`);
      return await Promise.resolve({ apiVersion: "v1", kind: "", metadata: { name: at.name } });
    },
  } as unknown as KubernetesApi;

  readonly store = {
    get: () => this.receiver,
    writeStatus: async (_: string, status: Readonly<Record<string, unknown>>) => {
      this.statuses.push(status);
      await Promise.resolve();
    },
  };
}

const receiver = (spec: object): KubernetesObject => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1",
  kind: "Receiver",
  metadata: { name: "push", namespace: "sync", generation: 1 },
  spec: {
    type: "github",
    secretRef: { name: "webhook" },
    resources: [{ kind: "GitRepository", name: "app" }],
    ...spec,
  },
});
const path = `/hook/${createHash("sha256").update(`${token}pushsync`).digest("hex")}`;

let cluster: Cluster;
let receivers: Receivers;
let server: Awaited<ReturnType<typeof serveWebhooks>>;
let warnings: object[];

beforeEach(async () => {
  cluster = new Cluster();
  const clock = { now: () => new Date("2026-11-30T12:00:00Z") };
  warnings = [];
  const log = { ...silentLogger, warn: (about: object) => void warnings.push(about) };
  receivers = new Receivers({ api: cluster.api, store: cluster.store, clock, log });
  server = await serveWebhooks({ host: "127.0.0.1", port: 0 }, receivers, silentLogger);
});
afterEach(() => server.close());

async function reconciled(spec: object): Promise<Readonly<Record<string, unknown>> | undefined> {
  cluster.receiver = receiver(spec);
  await receivers.reconcile("sync/push");
  return cluster.statuses.at(-1);
}

const send = async (
  { headers = {}, body = push, to = path }: { headers?: Record<string, string>; body?: string; to?: string },
  method = "POST",
) => (await fetch(`http://${server.address}${to}`, { method, headers, ...(method === "POST" && { body }) })).status;

const signed = { "x-hub-signature-256": hmac(push), "x-github-event": "push" };

describe("a receiver", () => {
  it("says under which path it is reached, as Flux makes it, and asks its objects to look when a request comes", async () => {
    const resources = [
      { kind: "GitRepository", name: "app" },
      { kind: "Kustomization", name: "apps", namespace: "other" },
    ];
    expect(await reconciled({ resources })).toMatchObject({
      observedGeneration: 1,
      webhookPath: path,
      conditions: [{ type: "Ready", status: "True", reason: "Succeeded" }],
    });
    expect(await send({ headers: signed })).toBe(200);
    expect(cluster.asked).toEqual(["GitRepository sync/app", "Kustomization other/apps"]);
  });

  it("asks all objects with the labels where it names *", async () => {
    const named = (name: string, labels: Record<string, string>) => ({ ...receiver({}), metadata: { name, labels } });
    cluster.repositories.push(named("a", { team: "shop", x: "y" }), named("b", { team: "other" }), named("c", {}));
    await reconciled({ resources: [{ kind: "GitRepository", name: "*", matchLabels: { team: "shop" } }] });
    expect(await send({ headers: signed })).toBe(200);
    expect(cluster.asked).toEqual(["GitRepository sync/a"]);
  });

  it("logs one of many refusals within a minute, so that nobody fills the log", async () => {
    await reconciled({});
    for (let turn = 0; turn < 20; turn += 1) expect(await send({})).toBe(400);
    expect(warnings).toEqual([expect.objectContaining({ name: "push", reason: "it is not signed", since: 1 })]);
  });

  it("answers many requests that come together with two looks, so that the last push is seen", async () => {
    await reconciled({ type: "generic" });
    const answers = await Promise.all(Array.from({ length: 30 }, () => send({})));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(cluster.asked.length).toBe(2);
  });

  it.each<[string, object, Record<string, string>]>([
    ["generic", {}, {}],
    ["generic-hmac", {}, { "x-signature": hmac(push, "sha512") }],
    ["github", { events: ["ping", "Push"] }, signed],
    ["github", {}, { "x-hub-signature": hmac(push, "sha1") }],
    ["gitlab", { events: ["Push Hook"] }, { "x-gitlab-token": token, "x-gitlab-event": "Push Hook" }],
    [
      "bitbucket",
      { events: ["repo:refs_changed"] },
      { "x-hub-signature": hmac(push), "x-event-key": "repo:refs_changed" },
    ],
  ])("takes what %s sends: %j", async (type, spec, headers) => {
    await reconciled({ type, ...spec });
    expect(await send({ headers })).toBe(200);
    expect(cluster.asked).toHaveLength(1);
  });

  it.each<[string, object, Record<string, string>]>([
    ["github", {}, {}],
    ["github", {}, { "x-hub-signature-256": hmac(`${push} `) }],
    ["github", {}, { "x-hub-signature-256": hmac(push, "sha256", "another") }],
    ["github", {}, { "x-hub-signature-256": hmac(push, "md5") }],
    ["github", {}, { "x-hub-signature-256": "sha256=", "x-hub-signature": hmac(push) }],
    ["github", { events: ["push"] }, { "x-hub-signature-256": hmac(push), "x-github-event": "issues" }],
    ["generic-hmac", {}, { "x-hub-signature-256": hmac(push) }],
    ["gitlab", {}, { "x-gitlab-token": `${token}x` }],
    ["gitlab", {}, {}],
    ["bitbucket", { events: ["repo:refs_changed"] }, { "x-hub-signature": hmac(push) }],
  ])("refuses what %s would not send: %j %j", async (type, spec, headers) => {
    await reconciled({ type, ...spec });
    expect(await send({ headers })).toBe(400);
    expect(cluster.asked).toEqual([]);
  });

  it("is not there under another path, by another method, suspended, gone, or with another token", async () => {
    await reconciled({ type: "generic" });
    expect(await send({ to: `${path.slice(0, -1)}x` })).toBe(404);
    expect(await send({ to: "/hook/" })).toBe(404);
    expect(await send({}, "GET")).toBe(405);
    cluster.secrets.set("token", "rotated");
    const rotated = await reconciled({ type: "generic" });
    expect(await send({})).toBe(404);
    expect(await send({ to: String(rotated?.["webhookPath"]) })).toBe(200);
    cluster.secrets.set("token", token);
    await reconciled({ type: "generic", suspend: true });
    expect(await send({})).toBe(404);
    await reconciled({ type: "generic" });
    cluster.receiver = undefined;
    await receivers.reconcile("sync/push");
    expect(await send({})).toBe(404);
  });

  it("reads no more of a body than a forge sends", async () => {
    await reconciled({ type: "generic" });
    const headers = { "content-length": String(26 * 1024 * 1024) };
    const { request } = await import("node:http");
    const status = await new Promise((resolve, reject) => {
      const sent = request(`http://${server.address}${path}`, { method: "POST", headers }, ({ statusCode }) =>
        resolve(statusCode),
      );
      sent.on("error", reject).write("{");
    });
    expect(status).toBe(413);
    expect(cluster.asked).toEqual([]);
  });

  it.each<[object, string, string]>([
    [{ type: "harbor" }, "UnsupportedField", "spec.type harbor"],
    [{ resourceFilter: "true" }, "UnsupportedField", "spec.resourceFilter"],
    [{ resources: [{ kind: "HelmRelease", name: "a" }] }, "UnsupportedField", "spec.resources[0].kind HelmRelease"],
    [{ resources: [] }, "InvalidSpec", "spec.resources is required"],
    [{ resources: [{ kind: "GitRepository", name: "*" }] }, "InvalidSpec", "matchLabels is required"],
    [{ secretRef: null }, "InvalidSpec", "spec.secretRef.name is required"],
  ])("is refused by name with %j", async (spec, reason, message) => {
    expect(await reconciled(spec)).toMatchObject({
      webhookPath: null,
      conditions: [
        { type: "Ready", status: "False", reason, message: expect.stringContaining(message) as string },
        { type: "Stalled", status: "True" },
      ],
    });
    expect(await send({ headers: signed })).toBe(404);
  });

  it("says that its Secret has no token", async () => {
    cluster.secrets.clear();
    expect(await reconciled({})).toMatchObject({
      conditions: [
        { type: "Ready", status: "False", reason: "TokenNotFound", message: "Secret sync/webhook has no key token" },
      ],
    });
  });
});
