import http from "node:http";
import type { AddressInfo } from "node:net";
import { isLoopbackHost } from "../../lib/index.ts";

export interface Endpoint {
  /** `127.0.0.1:9440` */
  readonly address: string;
  close(): Promise<void>;
}

/** What the endpoint tells. */
export interface EndpointSource {
  /** Why the process should be restarted, or `undefined` while it works. */
  unhealthy(): string | undefined;
  /** Why there is nothing to expect of it yet. */
  notReady(): string | undefined;
  metrics(): string;
}

/**
 * Serves `/healthz`, `/readyz` and `/metrics`. When the port is taken, as by another agent on the same machine, any free one is
 * used: being looked at is no reason not to work. On loopback it answers no request whose `Host` is another name.
 */
export async function serveEndpoint(host: string, port: number, source: EndpointSource): Promise<Endpoint> {
  const server = http.createServer((request, response) => {
    const path = (request.url ?? "/").replace(/\?.*$/, "");
    const probe = (problem: string | undefined) =>
      response
        .writeHead(problem === undefined ? 200 : 503, { "content-type": "text/plain" })
        .end(`${problem ?? "ok"}\n`);
    if (isLoopbackHost(host) && !isLoopbackHost(request.headers.host))
      response.writeHead(421, { "content-type": "text/plain" }).end("localhost and 127.0.0.1 only\n");
    else if (path === "/healthz") probe(source.unhealthy());
    else if (path === "/readyz") probe(source.unhealthy() ?? source.notReady());
    else if (path === "/metrics")
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(source.metrics());
    else response.writeHead(404).end("/healthz, /readyz, /metrics\n");
  });
  return await listening(server, host, port);
}

/** Serves at a port, or at any free one where it is taken, until it is closed. */
export async function listening(server: http.Server, host: string, port: number): Promise<Endpoint> {
  await listen(server, host, port).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "EADDRINUSE") throw thrown;
    return listen(server, host, 0);
  });
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    address: `${address}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: http.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
