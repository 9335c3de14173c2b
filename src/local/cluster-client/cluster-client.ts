import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { messageOf } from "../../lib/index.ts";
import { ApiRefusal, type ApiStatus, ClusterUnreachable } from "./errors.ts";

/** Where a cluster is and as whom to speak to it. */
export interface ClusterConnection {
  /** `https://host:port`, perhaps with a path. */
  readonly server: string;
  /** PEM. Without it the system's roots count. */
  readonly ca?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly serverName?: string;
  readonly token?: string;
  /** PEM of a client certificate and its key. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the server's address, starting with `/api` or `/apis`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Default: `application/json`. */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: unknown;
}

export interface ClusterClient {
  readonly server: string;
  /**
   * The answer's JSON.
   *
   * @throws {ApiRefusal} for every status but 2xx.
   * @throws {ClusterUnreachable}
   */
  request(request: ApiRequest): Promise<unknown>;
  /** The answer as it is, for what is not JSON, such as logs. @throws as `request` does. */
  text(request: ApiRequest): Promise<string>;
  /**
   * Yields what happens until the server ends the watch or `signal` aborts. `onOpen` is called once nothing that happens
   * can be missed any more: whoever looked before has to look again then.
   *
   * @throws as `request` does, and for ERROR events.
   */
  watch(
    path: string,
    query: ApiRequest["query"],
    options: { readonly signal: AbortSignal; readonly onOpen?: () => void },
  ): AsyncGenerator<WatchEvent>;
  /** Lets go of idle connections. Repeatable. */
  close(): void;
}

/** Speaks to one API server over connections that are kept open. Opens none before the first request. */
export function clusterClient(connection: ClusterConnection): ClusterClient {
  const server = connection.server.replace(/\/+$/, "");
  const secure = server.startsWith("https:");
  const agent = secure ? new Agent({ keepAlive: true, ...tlsOf(connection) }) : new HttpAgent({ keepAlive: true });

  async function send(request: ApiRequest): Promise<IncomingMessage> {
    const url = new URL(server + request.path);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const options: RequestOptions = {
      method: request.method,
      agent,
      signal: request.signal,
      headers: {
        accept: "application/json, */*",
        ...(connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` }),
        ...(body === undefined
          ? {}
          : { "content-type": request.contentType ?? "application/json", "content-length": body.length }),
      },
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = secure ? httpsRequest(url, options, resolve) : httpRequest(url, options, resolve);
      sent.once("error", (cause) => {
        reject(request.signal?.aborted ? cause : new ClusterUnreachable({ server, why: messageOf(cause) }, { cause }));
      });
      sent.end(body);
    });
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    throw new ApiRefusal({
      server,
      method: request.method,
      path: request.path,
      status: statusIn(await text(response), status),
    });
  }

  return {
    server,
    request: async (request) => parsed(server, await text(await send(request))),
    text: async (request) => text(await send(request)),
    async *watch(path, query, { signal, onOpen }) {
      const response = await send({ method: "GET", path, query: { ...query, watch: true }, signal });
      onOpen?.();
      try {
        for await (const line of createInterface({ input: response })) {
          if (line === "") continue;
          const event = parsed(server, line) as { type: string; object: unknown };
          if (event.type === "ERROR") {
            throw new ApiRefusal({ server, method: "GET", path, status: statusFrom(event.object, 410) });
          }
          yield event as WatchEvent;
        }
      } finally {
        response.destroy();
      }
    },
    close: () => agent.destroy(),
  };
}

function tlsOf({ ca, certificate, insecureSkipTlsVerify, serverName }: ClusterConnection): object {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...certificate,
    ...(insecureSkipTlsVerify === true ? { rejectUnauthorized: false } : {}),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

function parsed(server: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ClusterUnreachable({ server, why: "its answer is not JSON" }, { cause });
  }
}

function statusIn(body: string, code: number): ApiStatus {
  try {
    return statusFrom(JSON.parse(body), code);
  } catch {
    // Paths that no API serves are answered without a Status.
    const reason = code === 404 ? "NotFound" : `Http${code}`;
    return { code, reason, message: body.trim() || `HTTP status ${code}`, causes: [] };
  }
}

function statusFrom(body: unknown, code: number): ApiStatus {
  const status = body as {
    reason?: string;
    message?: string;
    code?: number;
    details?: { causes?: ApiStatus["causes"] };
  };
  return {
    code: status.code ?? code,
    reason: status.reason ?? `Http${code}`,
    message: status.message ?? `HTTP status ${code}`,
    causes: status.details?.causes ?? [],
  };
}
