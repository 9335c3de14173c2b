import { Agent, request } from "node:https";
import { parse } from "lossless-json";

export interface Target {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  readonly token: string;
  /** PEM; without it the server's certificate is not checked. */
  readonly ca?: string;
}

export interface Answer {
  readonly status: number;
  readonly warnings: readonly string[];
  readonly contentType: string;
  readonly body: Json;
}

/** Freely readable JSON. */
export interface Json {
  readonly [field: string]: Json;
}

/** A field that is known to hold text. */
export function textOf(value: Json | undefined): string {
  return value as unknown as string;
}

export const json = "application/json";
export const patch = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** Requests to an API server. Close it, or its connections keep the process alive. */
export class HttpClient {
  readonly #agent: Agent;
  constructor(readonly target: Target) {
    const { ca } = target;
    this.#agent = new Agent({ keepAlive: true, ...(ca === undefined ? { rejectUnauthorized: false } : { ca }) });
  }

  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const content = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.target.url}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.target.token}`,
            accept: json,
            "user-agent": "contract/1",
            "content-length": Buffer.byteLength(content),
            ...(body === undefined ? {} : { "content-type": json }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            const warnings = response.headersDistinct.warning ?? [];
            const contentType = response.headers["content-type"] ?? "";
            resolve({ status: response.statusCode ?? 0, warnings, contentType, body: parsed(text) });
          });
        },
      );
      sent.on("error", reject);
      sent.end(content);
    });
  }

  /** Reads a watch's events until `enough` says so, or the server ends it. */
  watch(path: string, enough: (events: readonly Json[]) => boolean, onOpen?: () => void): Promise<readonly Json[]> {
    return new Promise((resolve, reject) => {
      const events: Json[] = [];
      let rest = "";
      const sent = request(
        `${this.target.url}${path}`,
        { agent: this.#agent, headers: { authorization: `Bearer ${this.target.token}`, accept: json } },
        (response) => {
          onOpen?.();
          response.on("data", (chunk: Buffer) => {
            const lines = (rest + chunk.toString()).split("\n");
            rest = lines.pop() ?? "";
            events.push(...lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Json));
            if (!enough(events)) return;
            resolve(events);
            sent.destroy();
          });
          response.on("end", () => resolve(events));
          response.on("error", () => resolve(events));
        },
      );
      sent.on("error", reject);
      sent.end();
    });
  }

  /** Opens an answer that is never read. Returns what closes it. */
  openUnread(path: string): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.target.token}`, accept: json };
      const sent = request(`${this.target.url}${path}`, { agent: this.#agent, headers }, (response) => {
        response.on("error", () => undefined);
        resolve(() => sent.destroy());
      });
      sent.on("error", reject);
      sent.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parsed(text: string): Json {
  try {
    return (/\d{16}/.test(text) ? parse(text, undefined, { parseNumber }) : JSON.parse(text)) as Json;
  } catch {
    return { text } as unknown as Json;
  }
}

/** An integer that a `number` would change is a text here, with an `n` at its end. */
function parseNumber(digits: string): number | string {
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)) ? `${digits}n` : Number(digits);
}

/** Asks again until the answer is as wanted. */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`Still not as wanted after ${withinMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
