import http from "node:http";
import https from "node:https";

/** How a server is reached over HTTP. */
export interface HttpConnection {
  /** PEM; the system's authorities when left out. */
  readonly ca?: string;
  /** Shown to a server that asks for one. PEM. */
  readonly clientCertificate?: ClientCertificate;
  /** With user and password, where it asks for them. */
  readonly proxy?: string;
}

export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: Buffer;
  readonly signal: AbortSignal;
}

/** Sends one request. The answer's body is still to come. @throws {Error} what the connection failed with */
export async function sendHttp(
  target: URL,
  { method, headers, payload, signal }: HttpRequest,
  connection: HttpConnection,
): Promise<http.IncomingMessage> {
  const secure = target.protocol === "https:";
  const { ca, clientCertificate } = connection;
  const tls = secure ? { ...(ca !== undefined && { ca }), ...clientCertificate } : {};
  const options = {
    ...tls,
    method,
    signal,
    // A connection for each request: one that is kept may be closed by the other side in the moment in which it is used.
    agent: (await throughProxy(secure, connection.proxy, tls)) ?? false,
    headers: { ...headers, ...(payload !== undefined && { "content-length": String(payload.length) }) },
  };
  return new Promise((resolve, reject) => {
    const request = secure ? https.request(target, options) : http.request(target, options);
    request.once("response", resolve);
    request.once("error", (error) => reject(signal.aborted ? new Error("no answer in time", { cause: error }) : error));
    request.end(payload);
  });
}

async function throughProxy(secure: boolean, proxy: string | undefined, tls: object): Promise<http.Agent | undefined> {
  if (proxy === undefined) return undefined;
  // Loaded late: hardly any Git server is behind a proxy, and the agent's memory is counted.
  const { default: proxied } = await import("hpagent");
  return secure ? new proxied.HttpsProxyAgent({ ...tls, proxy }) : new proxied.HttpProxyAgent({ proxy });
}
