import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import https from "node:https";
import { type AddressInfo, connect } from "node:net";
import type { TLSSocket } from "node:tls";
import { generate } from "selfsigned";

export interface ScriptedServer {
  readonly url: string;
  /** Requests in order, with what they were signed with. */
  readonly seen: readonly {
    readonly path: string;
    readonly headers: http.IncomingHttpHeaders;
    readonly client: string;
  }[];
  close(): Promise<void>;
}

/** Answers each request by its script. Over TLS when it has a certificate; then it asks clients for theirs. */
export async function scriptedServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  tls?: { readonly cert: string; readonly key: string; readonly clients: readonly string[] },
): Promise<ScriptedServer> {
  const seen: ScriptedServer["seen"][number][] = [];
  const listener: RequestListener = (request, response) => {
    const subject = (request.socket as Partial<TLSSocket>).getPeerCertificate?.().subject as
      | { CN?: string }
      | undefined;
    seen.push({ path: request.url ?? "", headers: request.headers, client: subject?.CN ?? "" });
    answer(request, response);
  };
  const server =
    tls === undefined
      ? http.createServer(listener)
      : https.createServer(
          { cert: tls.cert, key: tls.key, ca: [...tls.clients], requestCert: true, rejectUnauthorized: false },
          listener,
        );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, seen, close: () => closed(server) };
}

export interface ProxyServer {
  readonly url: string;
  /** `host:port` of every tunnel, and who asked for it. */
  readonly tunnels: readonly { readonly to: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

/** An HTTP proxy that tunnels (`CONNECT`) to any port of this machine, or refuses to with a status. */
export async function proxyServer({ refusing }: { readonly refusing?: number } = {}): Promise<ProxyServer> {
  const tunnels: ProxyServer["tunnels"][number][] = [];
  const server = http.createServer();
  server.on("connect", (request, socket, head) => {
    tunnels.push({ to: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    if (refusing !== undefined) {
      socket.end(`HTTP/1.1 ${refusing} Refused\r\n\r\n`);
      return;
    }
    const port = Number((request.url ?? "").split(":").at(-1));
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    // A side that is not read is never seen to end.
    upstream.on("close", () => socket.resume());
    socket.on("error", () => upstream.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, tunnels, close: () => closed(server) };
}

/** A self-signed certificate of a name, PEM. It is its own authority. */
export async function certificateOf(name: string): Promise<{ readonly cert: string; readonly key: string }> {
  const made = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
    ],
  });
  return { cert: made.cert, key: made.private };
}

async function closed(server: http.Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}
