import { messageOf, printable } from "../../lib/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import type { RequestPolicy } from "./request-policy.ts";

/** How requests to one forge are sent and named. */
export interface Requests extends Pick<RequestPolicy, "timeout" | "answerBytes"> {
  /** The server, for people. */
  readonly forge: string;
  /** Values that stand in no error. */
  readonly secrets: readonly string[];
  /** The request as errors name it. @default method, path and query */
  readonly nameOf?: (method: string, url: URL) => string;
}

/**
 * `fetch` with limits, for clients that take one: the answer is read whole, within the time and the bytes.
 *
 * No redirect is followed: a client that does turns a renamed repository's POST into a GET, gets 200, and nothing was written.
 *
 * @throws {ForgeUnavailable} when there is no whole answer: no connection, too slow, cut off, too long.
 * @throws {ForgeRefused} when the forge redirects.
 */
export function boundedFetch(requests: Requests): (input: string | URL, init?: RequestInit) => Promise<Response> {
  const { forge, timeout, answerBytes, nameOf = usualName } = requests;
  return async (input, init = {}) => {
    const url = new URL(input);
    const request = nameOf(init.method ?? "GET", url);
    let status: number | undefined;
    try {
      const limit = AbortSignal.timeout(timeout);
      const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
      const response = await fetch(url, { ...init, redirect: "manual", signal });
      status = response.status;
      // 304 is the answer to a condition, and has no address.
      if (status >= 300 && status < 400 && status !== 304) {
        await response.body?.cancel();
        throw redirected({ forge, request, url }, response.headers.get("location"));
      }
      const body = await wholeBody(response, answerBytes);
      return new Response(body.byteLength === 0 ? null : body, { status, headers: response.headers });
    } catch (thrown) {
      if (thrown instanceof ForgeRefused) throw thrown;
      const what = withoutSecrets(problemOf(thrown, timeout), requests.secrets);
      throw new ForgeUnavailable({ forge, request, what, ...(status !== undefined && { status }) }, { cause: thrown });
    }
  };
}

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "***")), text);
}

export function usualName(method: string, url: URL): string {
  return `${method} ${url.pathname}${url.search}`;
}

class AnswerTooLong extends Error {}

async function wholeBody(response: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > most) throw new AnswerTooLong(`its answer is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function problemOf(thrown: unknown, timeout: number): string {
  if (thrown instanceof AnswerTooLong) return thrown.message;
  const { name, cause } = thrown as { name?: string; cause?: unknown };
  if (name === "TimeoutError") return `it did not answer within ${timeout / 1000} s`;
  return cause === undefined ? messageOf(thrown) : `${messageOf(thrown)}: ${messageOf(cause)}`;
}

function redirected(
  { forge, request, url }: { forge: string; request: string; url: URL },
  location: string | null,
): ForgeRefused {
  const target = location !== null && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  const to = target ? `${target.origin}${target.pathname}` : "another address";
  return new ForgeRefused({
    forge,
    request,
    what: `it is answered at ${printable(to)}`,
    remedy:
      "Give the address and the repository's name as they are now: a redirect is never followed, because it loses what is " +
      "written and takes the token to another place.",
  });
}
