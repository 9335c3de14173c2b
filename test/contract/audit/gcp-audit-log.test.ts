import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { gcpAuditLog } from "../../../src/audit/gcp/index.ts";

interface Request {
  readonly resourceNames: readonly string[];
  readonly filter: string;
  readonly orderBy: string;
  readonly pageToken?: string;
}

const entry = (resourceName: string, principalEmail: string, timestamp: string) => ({
  timestamp,
  protoPayload: { resourceName, methodName: "v1.compute.firewalls.patch", authenticationInfo: { principalEmail } },
});

/** Cloud Logging's `entries.list` as far as it is asked here; it fails on everything else. */
class Logging {
  readonly requests: Request[] = [];
  #server: Server | undefined;

  async start(answer: (request: Request, response: ServerResponse) => void): Promise<string> {
    const server = createServer((request, response) => void this.#take(request, response, answer));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async #take(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (request: Request, response: ServerResponse) => void,
  ): Promise<void> {
    const body = await text(request);
    const { method, url, headers } = request;
    if (method !== "POST" || url !== "/v2/entries:list") return void response.writeHead(404).end();
    if (headers.authorization !== "Bearer t0ken") return void response.writeHead(401).end();
    const asked = JSON.parse(body) as Request;
    this.requests.push(asked);
    answer(asked, response);
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined));
  }
}

const json = (response: ServerResponse, body: unknown) =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));

describe("Google Cloud's audit log", () => {
  const logging = () => {
    const server = new Logging();
    servers.push(server);
    return server;
  };
  const servers: Logging[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  const since = new Date("2026-12-01T00:00:00Z");
  const ssh = "projects/acme/global/firewalls/dev-ssh";
  const open = (url: string, token = "t0ken", limitMilliseconds = 20_000) =>
    gcpAuditLog({ project: "acme", token, url, limitMilliseconds });

  it("tells of each resource who changed it last", async () => {
    const server = logging();
    const url = await server.start((_, response) =>
      json(response, {
        entries: [
          entry(ssh, "eve@example.com", "2026-12-01T03:00:00Z"),
          entry(ssh, "ada@example.com", "2026-12-01T02:00:00Z"),
          entry(`//compute.googleapis.com/${ssh}-2`, "bob@example.com", "2026-12-01T01:00:00Z"),
        ],
      }),
    );
    const found = await open(url).lastChanges([ssh, `${ssh}-2`, "projects/acme/global/networks/dev"], since);
    expect(Object.fromEntries(found)).toEqual({
      [ssh]: { actor: "eve@example.com", at: "2026-12-01T03:00:00Z", action: "v1.compute.firewalls.patch" },
      [`${ssh}-2`]: { actor: "bob@example.com", at: "2026-12-01T01:00:00Z", action: "v1.compute.firewalls.patch" },
    });
    const [request] = server.requests;
    expect(request).toMatchObject({ resourceNames: ["projects/acme"], orderBy: "timestamp desc" });
    expect(request?.filter).toContain('timestamp>"2026-12-01T00:00:00.000Z"');
    expect(request?.filter).toContain(JSON.stringify(ssh));
  });

  it("is read page by page", async () => {
    const server = logging();
    const url = await server.start(({ pageToken }, response) =>
      json(
        response,
        pageToken === undefined
          ? { entries: [], nextPageToken: "2" }
          : { entries: [entry(ssh, "eve@example.com", "2026-12-01T03:00:00Z")] },
      ),
    );
    expect((await open(url).lastChanges([ssh], since)).get(ssh)?.actor).toBe("eve@example.com");
    expect(server.requests.map(({ pageToken }) => pageToken)).toEqual([undefined, "2"]);
  });

  it("without an entry tells of nobody", async () => {
    const url = await logging().start((_, response) => json(response, {}));
    expect((await open(url).lastChanges([ssh], since)).size).toBe(0);
  });

  it.each<readonly [string, (response: ServerResponse) => void]>([
    ["is refused", (response) => void response.writeHead(403).end()],
    ["fails", (response) => void response.writeHead(500).end("oops")],
    ["is no JSON", (response) => void response.writeHead(200).end("<html>")],
    ["has another shape", (response) => json(response, { entries: [{ a: 1 }] })],
    [
      "is cut off",
      (response) => void response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy()),
    ],
    ["leads elsewhere", (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
    ["never comes", () => {}],
  ])("is not known where its answer %s, and no token is in the reason", async (_, answer) => {
    const url = await logging().start((__, response) => answer(response));
    const reading = open(url, "t0ken", 300).lastChanges([ssh], since);
    await expect(reading).rejects.toMatchObject({ code: "audit-log-unreachable", kind: "unknown" });
    await expect(reading).rejects.not.toThrow("t0ken");
  });
});
