import { createHash, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Cloud Storage on loopback, as far as Go's client asks for it: objects of buckets that are there, and the tokens of an account. */
export interface ObjectStorage {
  /** Buckets that are there, with their objects by name. */
  readonly buckets: Map<string, Map<string, Buffer>>;
  /** What leads Google's clients here. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Sources of the paths: Cloud Storage JSON API v1 (objects.list, insert, get, delete, rewrite) and XML API (GET object). */
export async function startObjectStorage(): Promise<ObjectStorage> {
  const buckets = new Map<string, Map<string, Buffer>>();
  const server = createServer((request, response) => {
    answer(request, response, buckets).catch((thrown: unknown) => {
      response.writeHead(500).end(String(thrown));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const credentials = {
    type: "service_account",
    project_id: "acme",
    private_key_id: "1",
    private_key: privateKey,
    client_email: "admin@acme.iam.gserviceaccount.com",
    client_id: "1",
    token_uri: `http://${host}/token`,
  };
  return {
    buckets,
    environment: { STORAGE_EMULATOR_HOST: host, GOOGLE_CREDENTIALS: JSON.stringify(credentials) },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Objects = Map<string, Buffer>;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  buckets: ReadonlyMap<string, Objects>,
): Promise<void> {
  const body = await buffer(request);
  const url = new URL(request.url ?? "/", "http://storage.invalid");
  if (url.pathname === "/token") return json(response, { access_token: "t", token_type: "Bearer", expires_in: 3600 });
  const upload = /^\/upload\/storage\/v1\/b\/([^/]+)\/o$/u.exec(url.pathname);
  const api = /^\/storage\/v1\/b\/([^/]+)\/o(?:\/([^/]+))?(?:\/rewriteTo\/b\/[^/]+\/o\/([^/]+))?$/u.exec(url.pathname);
  const read = /^\/([^/]+)\/(.+)$/u.exec(url.pathname);
  const [, bucket = "", name, to] = upload ?? api ?? read ?? [];
  const objects = buckets.get(bucket);
  if (!objects) return missing(response, "The specified bucket does not exist.");
  if (upload) return insert(request, response, { bucket, objects, body });
  const object = name === undefined ? undefined : decodeURIComponent(name);
  if (api && object === undefined) return list(response, { bucket, objects, url });
  const content = objects.get(object ?? "");
  if (content === undefined) return missing(response, "No such object.");
  if (to !== undefined) {
    const target = decodeURIComponent(to);
    objects.set(target, content);
    return json(response, { done: true, resource: described(bucket, target, content) });
  }
  if (request.method === "DELETE") {
    objects.delete(object ?? "");
    response.writeHead(204).end();
    return;
  }
  if (api) return json(response, described(bucket, object ?? "", content));
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": content.length,
    "x-goog-generation": "1",
    "last-modified": new Date(0).toUTCString(),
  });
  response.end(content);
}

interface InBucket {
  readonly bucket: string;
  readonly objects: Objects;
}

/** Two parts: what the object is called, and what it holds. */
function insert(
  request: IncomingMessage,
  response: ServerResponse,
  { bucket, objects, body }: InBucket & { readonly body: Buffer },
): void {
  const [, boundary = ""] = /boundary="?([^";]+)"?/u.exec(request.headers["content-type"] ?? "") ?? [];
  const text = body.toString("latin1");
  const [, first = "", second = ""] = text.split(`--${boundary}`);
  const contentOf = (part: string) => part.slice(part.indexOf("\r\n\r\n") + 4, -2);
  const { name } = JSON.parse(contentOf(first)) as { readonly name: string };
  const content = Buffer.from(contentOf(second), "latin1");
  objects.set(name, content);
  json(response, described(bucket, name, content));
}

function list(response: ServerResponse, { bucket, objects, url }: InBucket & { readonly url: URL }): void {
  const [prefix, delimiter] = [url.searchParams.get("prefix") ?? "", url.searchParams.get("delimiter") ?? ""];
  const items: object[] = [];
  const prefixes = new Set<string>();
  for (const [name, content] of [...objects].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    if (!name.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : name.indexOf(delimiter, prefix.length);
    if (end === -1) items.push(described(bucket, name, content));
    else prefixes.add(name.slice(0, end + delimiter.length));
  }
  json(response, { kind: "storage#objects", items, prefixes: [...prefixes] });
}

function described(bucket: string, name: string, content: Buffer): object {
  const time = new Date(0).toISOString();
  return {
    kind: "storage#object",
    bucket,
    name,
    size: String(content.length),
    generation: "1",
    metageneration: "1",
    contentType: "application/octet-stream",
    timeCreated: time,
    updated: time,
    // Without Castagnoli's CRC, which Node does not have: clients then compare what comes with this one, or nothing.
    md5Hash: createHash("md5").update(content).digest("base64"),
  };
}

function json(response: ServerResponse, value: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function missing(response: ServerResponse, message: string): void {
  const error = { code: 404, message, errors: [{ message, domain: "global", reason: "notFound" }] };
  response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify({ error }));
}
