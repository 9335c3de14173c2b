import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Connection } from "../../../src/kubernetes/client/index.ts";
import { activeCluster, connectionOf, readKubeconfig } from "../../../src/kubernetes/kubeconfig/index.ts";

/** What becomes of a request instead of its answer. */
export type Fault =
  /** An answer that the API server never gave. */
  | { readonly status: number; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  /** The server's answer up to its middle, and then the end of the connection. */
  | "half";

/** Stands between an agent and the API server, and spoils the answers that a test says. */
export class FaultyApi {
  readonly kubeconfig: string;
  /** Method and path with its query, such as `GET /api/v1/configmaps?limit=500`. */
  readonly requests: string[] = [];
  fault: (request: string) => Fault | undefined = () => undefined;
  readonly #server: Server;
  readonly #folder: string;
  readonly #watches = new Set<Socket>();

  private constructor(server: Server, folder: string) {
    this.#server = server;
    this.#folder = folder;
    this.kubeconfig = path.join(folder, "kubeconfig");
  }

  static async inFrontOf(kubeconfig: string): Promise<FaultyApi> {
    const connection = await connectionOf(activeCluster(await readKubeconfig(kubeconfig)));
    const folder = await mkdtemp(path.join(tmpdir(), "agent-faulty-"));
    const server = createServer();
    const faulty = new FaultyApi(server, folder);
    server.on("request", (request, response) => {
      faulty.#answer(connection, request, response).catch(() => response.destroy());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const cluster = { name: "test", cluster: { server: `http://127.0.0.1:${port}` } };
    const config = {
      "current-context": "test",
      contexts: [{ name: "test", context: { cluster: "test", user: "none" } }],
      clusters: [cluster],
      users: [{ name: "none", user: {} }],
    };
    await writeFile(faulty.kubeconfig, JSON.stringify(config));
    return faulty;
  }

  /** Ends every open watch, as an API server does that is restarted or shuts idle connections. */
  closeWatches(): void {
    for (const socket of this.#watches) socket.destroy();
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answer(connection: Connection, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const said = `${request.method} ${request.url}`;
    this.requests.push(said);
    const fault = this.fault(said);
    if (fault !== undefined && fault !== "half") {
      request.resume();
      const { status: code, message, headers } = fault;
      response.writeHead(code, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code }));
      return;
    }
    if (/[?&]watch=true/.test(said)) {
      this.#watches.add(request.socket);
      request.socket.once("close", () => this.#watches.delete(request.socket));
    }
    const answer = await forwarded(connection, request, response);
    const { "transfer-encoding": _, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 0, headers);
    if (fault !== "half") return pipeline(answer, response);
    const body = Buffer.concat((await answer.toArray()) as Buffer[]);
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  }
}

async function forwarded(
  connection: Connection,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<IncomingMessage> {
  const { token } = await connection.credentials();
  const { host: _, ...headers } = request.headers;
  const sent = https.request(new URL(request.url ?? "/", connection.server), {
    method: request.method ?? "GET",
    headers: { ...headers, authorization: `Bearer ${token}` },
    ...(connection.ca !== undefined && { ca: connection.ca }),
    rejectUnauthorized: connection.insecureSkipTlsVerify !== true,
  });
  response.once("close", () => sent.destroy());
  request.pipe(sent);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return answer;
}
