import type { FastifyInstance } from "fastify";

/**
 * How a request goes wrong.
 *
 * - `no connection`: closed before it is read.
 * - `lost answer`: carried out, and closed instead of an answer.
 * - `half an answer`: carried out, and closed after half of the bytes that were announced.
 * - `no answer`: kept open.
 * - `page`: a proxy's HTML page with status 502.
 * - `empty error`: status 500 with an empty message.
 */
export type FaultKind =
  | "no connection"
  | "lost answer"
  | "half an answer"
  | "no answer"
  | "page"
  | "empty error"
  | { readonly redirectTo: string }
  | {
      readonly status: number;
      readonly text: string;
      readonly type: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export interface Fault {
  readonly method?: string;
  /** Of the request's address. */
  readonly path?: RegExp;
  readonly kind: FaultKind;
  /** How many matching requests meet it; all of them when left out. */
  readonly times?: number;
  /** How many matching requests pass before. */
  readonly after?: number;
}

const page = "<html><head><style>b{}</style></head><body><h1>502 Bad Gateway</h1><p>upstream is away</p></body></html>";

/** @returns adds a fault */
export function faults(app: FastifyInstance): (fault: Fault) => void {
  const active: { readonly fault: Fault; seen: number }[] = [];
  const met = new WeakMap<object, FaultKind>();

  app.addHook("onRequest", async (request, reply) => {
    const { method, url, raw } = request;
    for (const each of active) {
      const { fault } = each;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.path !== undefined && !fault.path.test(url)) continue;
      const place = each.seen++ - (fault.after ?? 0);
      if (place < 0 || place >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      const { kind } = fault;
      if (kind === "no connection") {
        raw.destroy();
        return await reply.hijack();
      }
      if (kind === "no answer") return await reply.hijack();
      if (kind === "page") return await reply.code(502).type("text/html").send(page);
      if (kind === "empty error")
        return await reply.code(500).send({ message: "", url: "http://configured.example/api/swagger" });
      if (typeof kind === "object" && "redirectTo" in kind) return await reply.redirect(kind.redirectTo, 302);
      if (typeof kind === "object")
        return await reply
          .code(kind.status)
          .headers(kind.headers ?? {})
          .type(kind.type)
          .send(kind.text);
      met.set(raw, kind);
      return undefined;
    }
    return undefined;
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const kind = met.get(request.raw);
    if (kind === undefined) return payload;
    const bytes = Buffer.from(typeof payload === "string" ? payload : "");
    if (kind === "half an answer") {
      reply.raw.writeHead(reply.statusCode, { "content-type": "application/json", "content-length": bytes.length });
      await new Promise<void>((resolve) => reply.raw.write(bytes.subarray(0, bytes.length / 2), () => resolve()));
    }
    reply.raw.destroy();
    // Fastify would go on to answer.
    return await new Promise<never>(() => undefined);
  });
  return (fault) => active.push({ fault, seen: 0 });
}
