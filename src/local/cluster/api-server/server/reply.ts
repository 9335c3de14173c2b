import type { ServerResponse } from "node:http";
import { stringify } from "yaml";
import { jsonText } from "../../../../lib/index.ts";
import { ApiProblem, internal, statusObject } from "../problem/index.ts";

/** What answers a request: a whole body, or a stream that writes itself. */
export type Reply =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown; readonly contentType?: string }
  | { readonly kind: "text"; readonly status: number; readonly body: string }
  | { readonly kind: "bytes"; readonly status: number; readonly body: Uint8Array; readonly contentType: string }
  | { readonly kind: "stream"; readonly start: (response: ServerResponse) => void };

export function json(body: unknown, status = 200, contentType?: string): Reply {
  return { kind: "json", status, body, ...(contentType === undefined ? {} : { contentType }) };
}

export function text(body: string, status = 200): Reply {
  return { kind: "text", status, body };
}

export function bytes(body: Uint8Array, contentType: string): Reply {
  return { kind: "bytes", status: 200, body, contentType };
}

/** A JSON answer as YAML, where a client names that first; other answers as they are. */
export function asAccepted(reply: Reply, accept: string): Reply {
  if (reply.kind !== "json") return reply;
  const first = accept.split(",").find((type) => /application\/(?:json|yaml)|\*\/\*/.test(type));
  if (first?.includes("application/yaml") !== true) return reply;
  // Version 1.1 is the one of the server's own writer: it quotes what that one would read as a time or a number.
  const options = { version: "1.1", sortMapEntries: true, indentSeq: false, lineWidth: 0 } as const;
  const body = Buffer.from(stringify(reply.body, options));
  return { kind: "bytes", status: reply.status, body, contentType: "application/yaml" };
}

/** The answer for what went wrong: problems as their own Status, everything else as an internal error. */
export function failure(thrown: unknown): Reply {
  const problem =
    thrown instanceof ApiProblem ? thrown : internal(thrown instanceof Error ? thrown.message : String(thrown));
  return json(statusObject(problem), problem.status);
}

export function send(reply: Reply, response: ServerResponse): void {
  response.setHeader("cache-control", "no-cache, private");
  switch (reply.kind) {
    case "stream":
      reply.start(response);
      return;
    case "text":
      response.writeHead(reply.status, { "content-type": "text/plain; charset=utf-8" }).end(reply.body);
      return;
    case "bytes":
      response
        .writeHead(reply.status, { "content-type": reply.contentType, "content-length": reply.body.length })
        .end(reply.body);
      return;
    case "json": {
      const body = Buffer.from(`${jsonText(reply.body)}\n`);
      response
        .writeHead(reply.status, {
          "content-type": reply.contentType ?? "application/json",
          "content-length": body.length,
        })
        .end(body);
    }
  }
}

/** A `Warning` header's value, as clients print it. */
export function warningHeader(text: string): string {
  return `299 - "${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll(/[^\x20-\x7e]/g, "?")}"`;
}
