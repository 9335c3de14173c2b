import { messageOf, printable } from "../../lib/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import { forgeText } from "./refusals.ts";

/** One request to the API. */
export interface GiteaRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/v1/`, encoded. */
  readonly path: string;
  readonly body?: object;
}

/** What came back, whole. `json` is absent where the answer has no body. */
export interface GiteaAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json?: unknown;
}

interface Connection {
  readonly url: string;
  readonly token: string;
  readonly timeout: number;
  readonly answerBytes: number;
}

/**
 * Sends one request, once. Answers with JSON or without a body are given back, with any status below 500.
 *
 * No redirect is followed: a client that does turns a renamed repository's POST into a GET, gets 200, and nothing was written.
 *
 * @throws {ForgeUnavailable} when there is no such answer: no connection, too slow, cut off, too long, a page, a server's error.
 * @throws {ForgeRefused} when the forge redirects.
 */
export async function exchange(connection: Connection, request: GiteaRequest): Promise<GiteaAnswer> {
  const { url, token, timeout, answerBytes } = connection;
  const unavailable = (what: string, more: { status?: number; cause?: unknown } = {}) =>
    new ForgeUnavailable(
      {
        forge: new URL(url).host,
        request: requestText(request),
        what: what.replaceAll(token, "***"),
        ...(more.status !== undefined && { status: more.status }),
      },
      more.cause === undefined ? {} : { cause: more.cause },
    );
  let status: number | undefined;
  try {
    const response = await fetch(`${url}/api/v1/${request.path}`, {
      method: request.method,
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
      headers: {
        accept: "application/json",
        authorization: `token ${token}`,
        ...(request.body && { "content-type": "application/json" }),
      },
      ...(request.body && { body: JSON.stringify(request.body) }),
    });
    status = response.status;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      throw redirected(connection, request, response.headers.get("location"));
    }
    const text = await wholeBody(response, answerBytes);
    const json = text === "" ? undefined : jsonOf(text);
    if (text !== "" && json === undefined)
      throw unavailable(`it answered ${status} with ${bodyText(response, text)}`, { status });
    if (status >= 500) throw unavailable(`it answered ${status}${forgeText(json)}`, { status });
    return { status, headers: response.headers, ...(text !== "" && { json }) };
  } catch (thrown) {
    if (thrown instanceof ForgeUnavailable || thrown instanceof ForgeRefused) throw thrown;
    throw unavailable(problemOf(thrown, timeout), { cause: thrown });
  }
}

/** The request as errors name it: without its body. */
export function requestText({ method, path }: GiteaRequest): string {
  return `${method} ${path}`;
}

class AnswerTooLong extends Error {}

async function wholeBody(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > most) throw new AnswerTooLong(`its answer is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const shownCharacters = 120;

/** What was sent instead of JSON, without its tags: the page of a proxy mostly says what is wrong. */
function bodyText(response: Response, text: string): string {
  const isPage = /^\s*</.test(text) || (response.headers.get("content-type") ?? "").includes("html");
  const words = text
    .replaceAll(/<(style|script)\b[^]*?<\/\1>|<[^>]*>/gi, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const kind = isPage ? "a page" : "text that is no JSON";
  return `${kind}: ${printable(words.slice(0, shownCharacters))}${words.length > shownCharacters ? " …" : ""}`;
}

function problemOf(thrown: unknown, timeout: number): string {
  if (thrown instanceof AnswerTooLong) return thrown.message;
  const { name, cause } = thrown as { name?: string; cause?: unknown };
  if (name === "TimeoutError") return `it did not answer within ${timeout / 1000} s`;
  return cause === undefined ? messageOf(thrown) : `${messageOf(thrown)}: ${messageOf(cause)}`;
}

function redirected({ url }: Connection, request: GiteaRequest, location: string | null): ForgeRefused {
  const target = location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined;
  const to = target ? `${target.origin}${target.pathname}` : "another address";
  return new ForgeRefused({
    forge: new URL(url).host,
    request: requestText(request),
    what: `it is answered at ${printable(to)}`,
    remedy:
      "Give the address and the repository's name as they are now: a redirect is never followed, because it loses what is " +
      "written and takes the token to another place.",
  });
}
