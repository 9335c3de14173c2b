import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Connection, type Credentials, RestClient } from "../../../src/kubernetes/client/index.ts";
import { certificateOf, proxyServer, scriptedServer } from "../../fakes/scripted-api-server.ts";

type Options = NonNullable<ConstructorParameters<typeof RestClient>[1]>;

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUps.splice(0).toReversed()) await clean();
});

const pods = { method: "GET", path: "/api/v1/pods" } as const;
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const answering =
  (status: number, body = "{}", headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

async function serverWith(...script: readonly Answer[]) {
  let next = 0;
  const server = await scriptedServer((request, response) => {
    const answer = script[Math.min(next, script.length - 1)];
    next += 1;
    answer?.(request, response);
  });
  cleanUps.push(() => server.close());
  return server;
}

function clientOf(
  server: string,
  more: Partial<Connection> = {},
  options: readonly number[] | Options = [],
): RestClient {
  const credentials = async (): Promise<Credentials> => ({ token: "t" });
  const client = new RestClient(
    { server: new URL(server), namespace: "default", credentials, ...more },
    Array.isArray(options) ? { retryDelays: options } : (options as Options),
  );
  cleanUps.push(() => client.close());
  return client;
}

describe("a request to an API server", () => {
  it("goes below the server's own path, with its query and the token", async () => {
    const server = await serverWith(answering(200, '{"kind":"PodList"}'));
    const client = clientOf(`${server.url}/k8s/clusters/c-1/`);
    const query = { labelSelector: "app=a b", limit: 5, force: true, continue: undefined };
    expect(await client.request({ ...pods, query })).toEqual({ kind: "PodList" });
    expect(server.seen[0]?.path).toBe("/k8s/clusters/c-1/api/v1/pods?labelSelector=app%3Da%20b&limit=5&force=true");
    expect(server.seen[0]?.headers.authorization).toBe("Bearer t");
  });

  it("is signed with a name and password where the connection has those, and says as whom it acts", async () => {
    const server = await serverWith(answering(200));
    await clientOf(server.url, {
      credentials: async () => ({ basic: { username: "me", password: "word" } }),
      impersonation: { "impersonate-user": "robot", "impersonate-group": ["a", "b"] },
    }).request(pods);
    const { headers } = server.seen[0]!;
    expect(headers.authorization).toBe(`Basic ${Buffer.from("me:word").toString("base64")}`);
    expect([headers["impersonate-user"], headers["impersonate-group"]]).toEqual(["robot", "a, b"]);
  });

  it("is repeated once with new credentials when the server refuses the old ones", async () => {
    let token = "old";
    const server = await scriptedServer(({ headers }, response) => {
      response.writeHead(headers.authorization === "Bearer new" ? 200 : 401).end("{}");
    });
    cleanUps.push(() => server.close());
    const client = clientOf(server.url, {
      credentials: async () => ({ token }),
      renewCredentials: () => {
        token = "new";
      },
    });
    await client.request({ method: "POST", path: "/api/v1/namespaces", body: { kind: "Namespace" } });
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
  });

  it("is rejected after that, as one whose credentials cannot be renewed", async () => {
    const server = await serverWith(answering(401, '{"message":"Unauthorized","reason":"Unauthorized","code":401}'));
    const refused = { data: { status: 401, reason: "Unauthorized" } };
    await expect(clientOf(server.url, { renewCredentials: () => undefined }).request(pods)).rejects.toMatchObject(
      refused,
    );
    await expect(clientOf(server.url).request(pods)).rejects.toMatchObject(refused);
    expect(server.seen).toHaveLength(3);
  });

  it("is repeated while the server is busy, as often as the client may", async () => {
    const server = await serverWith(answering(503), answering(429, "{}", { "retry-after": "0" }), answering(200));
    expect(await clientOf(server.url, {}, [1, 1]).request(pods)).toEqual({});
    expect(server.seen).toHaveLength(3);
    const busy = await serverWith(answering(503, '{"message":"overloaded"}'));
    await expect(clientOf(busy.url, {}, [1]).request(pods)).rejects.toMatchObject({
      code: "api-unavailable",
      data: { reason: "503 overloaded" },
    });
    expect(busy.seen).toHaveLength(2);
  });

  it("is not repeated when it creates something and its answer was lost", async () => {
    const server = await serverWith((request) => void request.socket.destroy());
    const create = { method: "POST", path: "/api/v1/namespaces", body: {} } as const;
    await expect(clientOf(server.url, {}, [1, 1]).request(create)).rejects.toMatchObject({ code: "api-unavailable" });
    expect(server.seen).toHaveLength(1);
    await expect(clientOf(server.url, {}, [1, 1]).request(pods)).rejects.toMatchObject({ code: "api-unavailable" });
    expect(server.seen).toHaveLength(4);
  });

  it.each<[string, Answer, object]>([
    [
      "a Status",
      answering(404, '{"message":"no pods","reason":"NotFound","code":404}'),
      { status: 404, reason: "NotFound" },
    ],
    ["nothing, for a path that is not served", answering(404, ""), { status: 404, reason: "NotFound" }],
    ["a page of a proxy", answering(403, "<html>"), { status: 403, reason: "HTTP 403" }],
  ])("is rejected by %s", async (_, answer, data) => {
    const server = await serverWith(answer);
    await expect(clientOf(server.url).request(pods)).rejects.toMatchObject({
      code: "api-rejected",
      data: { ...data, request: "GET /api/v1/pods" },
    });
  });

  it("finds the server unavailable when the connection does not come to stand, and waits longer for an answer", async () => {
    const mute = createServer();
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    cleanUps.push(() => mute.close());
    const { port } = mute.address() as AddressInfo;
    const within = { retryDelays: [], connectWithin: 50 };
    const toMute = clientOf(`https://127.0.0.1:${port}`, {}, within);
    await expect(toMute.request(pods)).rejects.toMatchObject({
      code: "api-unavailable",
      data: { reason: "no connection within 0.05 s" },
    });
    const slow = await serverWith((_, response) => setTimeout(() => response.end("{}"), 200));
    expect(await clientOf(slow.url, {}, within).request(pods)).toEqual({});
  });

  it("finds the server unavailable when its answer is no JSON, or nothing listens", async () => {
    const server = await serverWith(answering(200, "<html>"));
    await expect(clientOf(server.url).request(pods)).rejects.toMatchObject({
      data: { reason: "its answer is not JSON" },
    });
    await expect(clientOf("http://127.0.0.1:1").request(pods)).rejects.toThrow(
      /127\.0\.0\.1:1 is not available: .*ECONNREFUSED/,
    );
  });

  it("ends with the reason of its signal", async () => {
    const server = await serverWith(() => undefined);
    const asking = clientOf(server.url).request({ ...pods, signal: AbortSignal.timeout(50) });
    await expect(asking).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("a watch", () => {
  const watched = async (client: RestClient): Promise<readonly unknown[]> => {
    const seen: unknown[] = [];
    const { signal } = new AbortController();
    for await (const event of client.watch("/api/v1/pods", {}, { signal })) seen.push(event.object);
    return seen;
  };

  it("yields every event, however the lines are cut, until the server ends it", async () => {
    const server = await serverWith((_, response) => {
      const text = [1, 2, 3].map((object) => JSON.stringify({ type: "ADDED", object })).join("\n");
      for (let at = 0; at < text.length; at += 7) response.write(text.slice(at, at + 7));
      response.end("\n");
    });
    expect(await watched(clientOf(server.url))).toEqual([1, 2, 3]);
    expect(server.seen[0]?.path).toBe("/api/v1/pods?watch=true");
  });

  it("is rejected by an event that says so, with its code", async () => {
    const gone = { type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired", message: "too old" } };
    const server = await serverWith(answering(200, `${JSON.stringify(gone)}\n`));
    await expect(watched(clientOf(server.url))).rejects.toMatchObject({ data: { status: 410, reason: "Expired" } });
  });
});

describe("a server's certificate", () => {
  const secure = async (name: string, clients: readonly string[] = []) => {
    const own = await certificateOf(name);
    const server = await scriptedServer(answering(200), { ...own, clients });
    cleanUps.push(() => server.close());
    return { server, ca: own.cert };
  };

  it("is checked against the authority and the name of the connection, unless that is switched off", async () => {
    const { server, ca } = await secure("api.example.com");
    expect(await clientOf(server.url, { ca, serverName: "api.example.com" }).request(pods)).toEqual({});
    expect(await clientOf(server.url, { insecureSkipTlsVerify: true }).request(pods)).toEqual({});
    for (const wrong of [{ ca }, { ca, serverName: "other.example.com" }, { serverName: "api.example.com" }])
      await expect(clientOf(server.url, wrong).request(pods)).rejects.toMatchObject({ code: "api-unavailable" });
  });

  it("is answered with the client's own, also after that was renewed", async () => {
    const [first, second] = [await certificateOf("first"), await certificateOf("second")];
    const { server } = await secure("api.example.com", [first.cert, second.cert]);
    let clientCertificate = first;
    const client = clientOf(server.url, {
      insecureSkipTlsVerify: true,
      credentials: async () => ({ clientCertificate }),
    });
    await client.request(pods);
    clientCertificate = second;
    await client.request(pods);
    expect(server.seen.map(({ client: name }) => name)).toEqual(["first", "second"]);
  });

  it("is checked through a proxy as well, which gets its own credentials and no token", async () => {
    const { server, ca } = await secure("api.example.com");
    const proxy = await proxyServer();
    cleanUps.push(() => proxy.close());
    const url = new URL(proxy.url);
    [url.username, url.password] = ["me", "word"];
    const client = clientOf(server.url, { ca, serverName: "api.example.com", proxy: url });
    expect(await client.request(pods)).toEqual({});
    const authorization = `Basic ${Buffer.from("me:word").toString("base64")}`;
    expect(proxy.tunnels).toEqual([{ to: new URL(server.url).host, authorization }]);
    await expect(clientOf(server.url, { ca, proxy: new URL(proxy.url) }).request(pods)).rejects.toMatchObject({
      code: "api-unavailable",
    });
  });

  it("is never seen when the proxy refuses the tunnel", async () => {
    const { server, ca } = await secure("api.example.com");
    const proxy = await proxyServer({ refusing: 407 });
    cleanUps.push(() => proxy.close());
    const refused = clientOf(server.url, { ca, proxy: new URL(proxy.url) }).request(pods);
    await expect(refused).rejects.toMatchObject({ data: { reason: expect.stringContaining("407") } });
    expect(server.seen).toEqual([]);
  });
});
