import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { asError, isLoopbackHost, jsonText, type Logger, messageOf } from "../../../../lib/index.ts";
import { ApiProblem, forbidden } from "../problem/index.ts";
import { decodeProtobuf, protobufType } from "../protobuf/index.ts";
import { isSet } from "../rest/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { escalationGuard } from "./escalation.ts";
import { impersonationFault, userOf } from "./impersonation.ts";
import { answerOther } from "./other-paths.ts";
import { asAccepted, failure, type Reply, send, text, warningHeader } from "./reply.ts";
import { parsePath, type RequestPath, verbOf } from "./request-path.ts";
import { answerResource } from "./resource-requests.ts";

const longestBody = 3 * 1024 * 1024;
/** Readable without a token, as load balancers read them. */
const publicPaths = new Set(["/healthz", "/livez", "/readyz", "/version"]);

/** One cluster's HTTPS listener. */
export interface ClusterServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves a cluster's API on loopback.
 * @param port 0 for any free one
 */
export async function serveCluster(
  context: ClusterContext,
  tls: { readonly key: string; readonly certificate: string },
  port: number,
  logger: Logger,
): Promise<ClusterServer> {
  const server = createServer(
    { key: tls.key, cert: tls.certificate, ALPNProtocols: ["http/1.1"] },
    (request, response) => {
      void answer(context, request, response, logger);
    },
  );
  // Watches are silent for minutes; nothing here may take that for a client that went away.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 90_000;
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function answer(
  context: ClusterContext,
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
): Promise<void> {
  try {
    if (!isLoopbackHost(request.headers.host)) throw misdirected();
    send(await handle(context, request, await readBody(request), response), response);
  } catch (thrown) {
    const leftEarly = (asError(thrown) as NodeJS.ErrnoException).code === "ECONNRESET";
    if (!(thrown instanceof ApiProblem) && !leftEarly) {
      logger.error(
        { path: request.url?.split("?")[0], error: messageOf(thrown) },
        "A request to the local API server failed inside it",
      );
    }
    if (response.headersSent) response.destroy();
    else send(failure(thrown), response);
  }
}

async function handle(
  context: ClusterContext,
  message: IncomingMessage,
  bytes: Buffer,
  response: ServerResponse,
): Promise<Reply> {
  const url = new URL(message.url ?? "/", "https://127.0.0.1");
  const path = parsePath(url.pathname);
  const method = message.method ?? "GET";
  const fault = impersonationFault(message.headers);
  const target = JSON.stringify(message.url ?? "/");
  if (fault !== undefined) return text(`Internal Server Error: ${target}: ${fault}\n`, 500);
  const user = userOf(context, message);
  const watch = isSet(url.searchParams, "watch") || (path.kind === "resource" && path.watches);
  const warnings: string[] = [];
  const sentType = (message.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  const binary = sentType === protobufType;
  const request: ApiRequest = {
    method,
    verb: path.kind === "resource" ? verbOf(method, path.name !== undefined, watch) : method.toLowerCase(),
    query: url.searchParams,
    user,
    userAgent: message.headers["user-agent"] ?? "",
    accept: message.headers.accept ?? "",
    contentType: binary ? "application/json" : sentType,
    body: binary ? jsonText(decodeProtobuf(bytes)) : bytes.toString(),
    warn: (text) => warnings.push(warningHeader(text)),
    confirm: escalationGuard(context, user),
  };
  authorize(context, request, path);
  const reply =
    path.kind === "other" ? answerOther(context, request, path.path) : await answerResource(context, request, path);
  if (warnings.length > 0) response.setHeader("warning", warnings);
  return asAccepted(reply, request.accept);
}

/** Only for this machine's own names: the listener is on loopback. */
function misdirected(): ApiProblem {
  return new ApiProblem(
    { status: 421, reason: "MisdirectedRequest" },
    "This API server answers to localhost and 127.0.0.1 only",
  );
}

/** A list or watch of one object by its name is allowed to who may list or watch that one. */
function namedIn({ verb, query }: ApiRequest): string | undefined {
  if (!["list", "watch", "deletecollection"].includes(verb)) return undefined;
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get("fieldSelector") ?? "")?.[1];
}

function authorize({ access }: ClusterContext, request: ApiRequest, path: RequestPath): void {
  const { user, verb } = request;
  if (path.kind === "other") {
    if (publicPaths.has(path.path) || access.allows(user, { verb, path: path.path })) return;
    throw new ApiProblem(
      { status: 403, reason: "Forbidden", details: {} },
      `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path.path)}`,
    );
  }
  const resource = path.subresource === "" ? path.resource : `${path.resource}/${path.subresource}`;
  const namespace = path.namespace ?? (path.resource === "namespaces" ? path.name : undefined);
  const name = path.name ?? namedIn(request);
  if (access.allows(user, { verb, group: path.group, resource, namespace, name })) return;
  const scope = namespace === undefined ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
  throw forbidden(
    { group: path.group, resource: path.resource },
    name ?? "",
    `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(path.group)} ${scope}`,
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) {
      throw new ApiProblem(
        { status: 413, reason: "RequestEntityTooLarge" },
        `Request entity too large: limit is ${longestBody}`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
