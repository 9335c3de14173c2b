import type { IncomingMessage, RequestOptions } from "node:http";
import http from "node:http";
import https from "node:https";
import { createSecureContext, TLSSocket } from "node:tls";
import { urlToHttpOptions } from "node:url";
import { asError, messageOf } from "../../lib/index.ts";
import type { ClientCertificate, Connection, Credentials } from "./connection.ts";
import { ApiUnavailable } from "./errors.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query; below the server's own path. */
  readonly path: string;
  /** Default: `application/json`. */
  readonly accept?: string;
  /** Default: `application/json`. */
  readonly contentType?: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

export interface TransportOptions {
  readonly userAgent?: string;
  /** Connections that are kept open without a request. Watches hold one each and are not limited. */
  readonly maxIdleConnections?: number;
  /** Milliseconds until a connection has to stand, with TLS. @default 15,000 */
  readonly connectWithin?: number;
  /** Receives each request with its status, 0 for one without an answer. */
  readonly observe?: (method: string, status: number) => void;
}

/** An answer that takes longer is an outage: without a limit one lost packet would hold a caller for ever. */
const answerTimeout = 60_000;
/** A server that neither takes nor refuses connections is told sooner than one that thinks about an answer. */
const usualConnectTimeout = 15_000;
/** A server ends a watch after the time that it was asked for; silence beyond this means a dead connection. */
const silenceTimeout = 6 * 60_000;
/** A path in which a URL has nothing to change: no dots as a step, nothing to escape. */
const plainPath = /^(?:\/[\w~%:-][\w.~%:-]*)+(?:\?[\w.~%:=&!*'()-]*)?$/;

/**
 * HTTP with kept-alive connections to one API server. Opens none before the first request.
 *
 * Signs each request with the connection's credentials of that moment, and repeats it once with new ones when the server
 * refuses them (401) and new ones can be had. Knows nothing of Kubernetes' answers.
 */
export class Transport {
  readonly #connection: Connection;
  readonly #options: TransportOptions;
  readonly #basePath: string;
  readonly #target: RequestOptions;
  readonly #agents: http.Agent[] = [];
  #newest: { readonly agent: Promise<http.Agent>; readonly certificate: ClientCertificate | undefined } | undefined;

  constructor(connection: Connection, options: TransportOptions = {}) {
    this.#connection = connection;
    this.#options = options;
    this.#basePath = connection.server.pathname.replace(/\/+$/, "");
    this.#target = urlToHttpOptions(connection.server);
  }

  /** @throws {ApiUnavailable} when no answer came; the signal's reason when it aborted. */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const response = await this.#open(request, answerTimeout);
    try {
      return {
        status: response.statusCode ?? 0,
        text: await wholeTextOf(response),
        retryAfter: response.headers["retry-after"],
      };
    } catch (thrown) {
      throw request.signal?.aborted === true ? asError(request.signal.reason) : this.unavailable(thrown);
    }
  }

  /**
   * Opens an answer that goes on. Leaving its body early closes the connection.
   *
   * @param silence milliseconds after which a silent connection counts as dead; 0: none does
   * @throws as {@link request}.
   */
  async stream(
    request: HttpRequest,
    silence = silenceTimeout,
  ): Promise<{ readonly status: number; readonly body: AsyncIterable<Buffer> }> {
    const response = await this.#open(request, silence);
    return { status: response.statusCode ?? 0, body: response };
  }

  unavailable(thrown: unknown): ApiUnavailable {
    const reason = messageOf(thrown) || ((thrown as { code?: string }).code ?? "connection failed");
    return new ApiUnavailable({ server: this.#connection.server.host, reason }, { cause: thrown });
  }

  /** Ends every connection, also those of open watches. Repeatable. */
  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  async #open(request: HttpRequest, timeout: number): Promise<IncomingMessage> {
    const response = await this.#send(request, timeout);
    if (response.statusCode !== 401 || this.#connection.renewCredentials === undefined) return response;
    response.resume();
    this.#connection.renewCredentials();
    return this.#send(request, timeout);
  }

  async #send(request: HttpRequest, timeout: number): Promise<IncomingMessage> {
    const { method, path, signal } = request;
    const credentials = await this.#connection.credentials();
    const agent = await this.#agentFor(credentials.clientCertificate);
    const length = request.body === undefined ? undefined : Buffer.byteLength(request.body);
    const options: RequestOptions = {
      ...this.#placeOf(this.#basePath + path),
      method,
      agent,
      timeout,
      ...(signal !== undefined && { signal }),
      headers: this.#headersOf(request, credentials, length),
    };
    const client = this.#connection.server.protocol === "https:" ? https : http;
    return new Promise((resolve, reject) => {
      const sent = client.request(options);
      sent.once("response", (response) => {
        this.#options.observe?.(method, response.statusCode ?? 0);
        resolve(response);
      });
      if (!sent.reusedSocket) boundConnecting(sent, this.#options.connectWithin ?? usualConnectTimeout);
      sent.once("timeout", () => sent.destroy(new Error(`no answer within ${timeout / 1000} s`)));
      sent.once("error", (error) => {
        if (signal?.aborted !== true) this.#options.observe?.(method, 0);
        reject(signal?.aborted === true ? asError(signal.reason) : this.unavailable(error));
      });
      // As text it goes out together with its headers.
      sent.end(request.body);
    });
  }

  #placeOf(path: string): RequestOptions {
    return plainPath.test(path) ? { ...this.#target, path } : urlToHttpOptions(new URL(path, this.#connection.server));
  }

  #headersOf({ accept, contentType }: HttpRequest, { token, basic }: Credentials, length: number | undefined) {
    return {
      accept: accept ?? "application/json",
      "user-agent": this.#options.userAgent ?? "groundwork",
      ...this.#connection.impersonation,
      ...(basic !== undefined && {
        authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString("base64")}`,
      }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(length !== undefined && { "content-type": contentType ?? "application/json", "content-length": length }),
    };
  }

  /** Connections are bound to the certificate that they were opened with, so a renewed one needs an agent of its own. */
  #agentFor(certificate: ClientCertificate | undefined): Promise<http.Agent> {
    const newest = this.#newest;
    if (newest !== undefined && newest.certificate?.cert === certificate?.cert) return newest.agent;
    const agent = makeAgent(this.#connection, certificate, this.#options.maxIdleConnections);
    this.#newest = { agent, certificate };
    agent.then(
      (made) => this.#agents.push(made),
      () => undefined,
    );
    return agent;
  }
}

/** As {@link textOf}. Most answers are small, and iterating over one takes longer than reading it. */
function wholeTextOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    response.once("error", reject);
    response.once("close", () => {
      if (!response.complete) reject(new Error("the answer was cut off"));
    });
  });
}

/** All that is still to come of a body. */
export async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

async function makeAgent(
  { server, ca, serverName, insecureSkipTlsVerify, proxy }: Connection,
  certificate: ClientCertificate | undefined,
  maxFreeSockets: number | undefined,
): Promise<http.Agent> {
  const options = { keepAlive: true, ...(maxFreeSockets !== undefined && { maxFreeSockets }) };
  const secure = server.protocol === "https:";
  const material = { ...(ca !== undefined && { ca }), ...certificate };
  const checks = {
    ...(serverName !== undefined && { servername: serverName }),
    rejectUnauthorized: insecureSkipTlsVerify !== true,
  };
  if (proxy === undefined) {
    if (!secure) return new http.Agent(options);
    // Otherwise each connection would parse the authorities anew, which takes longer than its handshake.
    return new https.Agent({ ...options, ...checks, secureContext: createSecureContext(material) });
  }
  // Loaded late: hardly any cluster is behind a proxy, and the agent's memory is counted.
  const { default: proxied } = await import("hpagent");
  return secure
    ? new proxied.HttpsProxyAgent({ ...options, ...material, ...checks, proxy })
    : new proxied.HttpProxyAgent({ ...options, proxy });
}

/** Ends a request whose connection does not come to stand. One that is kept open stands already. */
function boundConnecting(request: http.ClientRequest, milliseconds: number): void {
  const timer = setTimeout(
    () => request.destroy(new Error(`no connection within ${milliseconds / 1000} s`)),
    milliseconds,
  );
  const end = () => clearTimeout(timer);
  request.once("close", end);
  request.once("socket", (socket) => {
    if (socket.connecting) socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", end);
    else end();
  });
}
