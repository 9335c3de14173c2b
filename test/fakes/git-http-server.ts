import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

export interface GitHttpBehaviour {
  /**
   * Protocol version of all answers, independent of the request's. `asked` answers as git's own server: in the version
   * that the client asks for.
   */
  readonly protocol?: "asked" | "0" | "1" | "2" | "2, and refuses to be asked for another";
  /** Compresses every answer, asked or not. */
  readonly encoding?: "gzip" | "x-gzip" | "deflate" | "br" | "unheard-of";
  /** Status and target of the redirect of a request; `undefined` for those that are answered. */
  readonly redirect?: (
    method: string,
    url: string,
    self: string,
  ) => readonly [status: number, location: string] | undefined;
  /** Runs when Git has carried a request out, before the client has its answer. */
  readonly carriedOut?: () => Promise<void>;
}

export interface GitHttpServer {
  readonly url: string;
  /** Every request, in order. */
  readonly seen: readonly { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

const encoders = {
  gzip: gzipSync,
  "x-gzip": gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  "unheard-of": gzipSync,
};

/** Git's own server, `git http-backend`, over the repositories of a folder. Compresses and redirects as proxies before it may. */
export async function gitHttpServer(root: string, behaviour: GitHttpBehaviour = {}): Promise<GitHttpServer> {
  const seen: GitHttpServer["seen"][number][] = [];
  let self = "";
  const server = createServer((request, response) => {
    const { method = "GET", url = "/", headers } = request;
    seen.push({ method, url, headers });
    const target = behaviour.redirect?.(method, url, self);
    if (target !== undefined) {
      request.resume();
      response.writeHead(target[0], { location: target[1] }).end();
      return;
    }
    answerByBackend(root, behaviour, request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  self = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: self,
    seen,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

let backend: string | undefined;

/** Lets `git http-backend` answer one request about the repositories of a folder. */
export async function answerByBackend(
  root: string,
  { protocol = "asked", encoding, carriedOut }: GitHttpBehaviour,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
  const asked = String(request.headers["git-protocol"] ?? "");
  if (protocol.startsWith("2,") && !asked.includes("version=2")) {
    response.writeHead(400, { "content-type": "text/plain" }).end("protocol version 2 only\n");
    return;
  }
  backend ??= path.join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");
  const child = spawn(backend, {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_PROTOCOL: protocol === "asked" ? asked : `version=${protocol.slice(0, 1)}`,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      REMOTE_ADDR: "127.0.0.1",
    },
  });
  request.pipe(child.stdin).on("error", () => undefined);
  const output = await buffer(child.stdout);
  await carriedOut?.();
  const end = output.indexOf("\r\n\r\n");
  const headers = output.toString("latin1", 0, end).split("\r\n");
  for (const line of headers) {
    const [name = "", value = ""] = line.split(/: (.*)/s);
    if (name === "Status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  const body = output.subarray(end + 4);
  if (encoding !== undefined) response.setHeader("content-encoding", encoding);
  response.end(encoding === undefined ? body : encoders[encoding](body));
}
