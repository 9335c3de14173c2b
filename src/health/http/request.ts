import { asClause, messageOf } from "../../lib/index.ts";
import type { Answer } from "./answer.ts";

/** Longer answers are not read. In bytes. */
export const longestBody = 1024 * 1024;

export interface RequestOptions {
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
  /** Whether the answer's text is needed; otherwise it is not read. */
  readonly wantsBody: boolean;
}

/** Asks an address once with GET, without following redirects. Never rejects. */
export async function request(
  url: string,
  { timeoutMilliseconds, signal, wantsBody }: RequestOptions,
): Promise<Answer> {
  const time = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.any([time, signal]),
      headers: { accept: wantsBody ? "application/json" : "*/*", "user-agent": "groundwork" },
    });
    const { status } = response;
    const location = response.headers.get("location") ?? undefined;
    const body = wantsBody && status === 200 ? await textOf(response) : "";
    if (!wantsBody || status !== 200) await response.body?.cancel();
    if (body === undefined) return { kind: "none", because: `answers more than ${longestBody / 1024} KiB` };
    return { kind: "answered", status, body, ...(location !== undefined && { location }) };
  } catch (thrown) {
    if (signal.aborted) return { kind: "none", because: "interrupted" };
    if (time.aborted) return { kind: "none", because: `no answer within ${timeoutMilliseconds / 1000} s` };
    // What went wrong is in the cause: fetch itself says only that it failed.
    const { cause } = thrown as { readonly cause?: unknown };
    return { kind: "none", because: `no answer: ${asClause(messageOf(cause ?? thrown))}` };
  }
}

/** `undefined` when it is too long; the rest is then not waited for. */
async function textOf({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
