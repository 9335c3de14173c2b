import { printable, textAt } from "../../lib/index.ts";
import { ForgeUnavailable } from "../errors.ts";
import { boundedFetch, type Requests, usualName, withoutSecrets } from "./bounded-fetch.ts";

/** One request to an API of JSON. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the API's address, encoded. */
  readonly path: string;
  readonly body?: object;
  /** How errors name it. @default method and path */
  readonly name?: string;
}

/** What came back, whole. `json` is absent where the answer has no body. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json?: unknown;
}

export interface Connection extends Omit<Requests, "nameOf"> {
  /** The API's address, without a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends one request, once. Answers with JSON or without a body are given back, with any status below 500.
 *
 * @throws {ForgeUnavailable} when there is no such answer: no connection, too slow, cut off, too long, a page, a server's error.
 * @throws {ForgeRefused} when the forge redirects.
 */
export async function exchange(connection: Connection, request: ApiRequest): Promise<ApiAnswer> {
  const { url, headers } = connection;
  const send = jsonFetch({ ...connection, nameOf: () => requestText(request) });
  const response = await send(`${url}/${request.path}`, {
    method: request.method,
    headers: { accept: "application/json", ...headers, ...(request.body && { "content-type": "application/json" }) },
    ...(request.body && { body: JSON.stringify(request.body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, ...(text !== "" && { json: jsonOf(text) }) };
}

/**
 * `fetch` with limits for clients of an API of JSON: as {@link boundedFetch}, and the answer is JSON or has no body.
 *
 * @throws {ForgeUnavailable} also for a page, and for a server's error.
 * @throws {ForgeRefused} when the forge redirects.
 */
export function jsonFetch(requests: Requests): (input: string | URL, init?: RequestInit) => Promise<Response> {
  const send = boundedFetch(requests);
  return async (input, init = {}) => {
    const response = await send(input, init);
    const { status, headers } = response;
    const text = await response.text();
    const unavailable = (what: string) => {
      const request = (requests.nameOf ?? usualName)(init.method ?? "GET", new URL(input));
      const { forge, secrets } = requests;
      return new ForgeUnavailable({ forge, request, what: withoutSecrets(what, secrets), status });
    };
    const json = text === "" ? undefined : jsonOf(text);
    // A limit is told by the status and a header, often with a line of plain text.
    if (text !== "" && json === undefined && status !== 429)
      throw unavailable(`it answered ${status} with ${bodyText(response, text)}`);
    if (status >= 500) throw unavailable(`it answered ${status}${forgeText(json)}`);
    return new Response(text === "" ? null : text, { status, headers });
  };
}

/** The request as errors name it: without its body. */
export function requestText({ method, path, name }: Pick<ApiRequest, "method" | "path" | "name">): string {
  return name ?? `${method} ${path}`;
}

const shownWords = 200;

/** The forge's own words of an answer, as the end of a sentence; empty where it said nothing. */
export function forgeText(json: unknown): string {
  const words =
    textAt(json, "message") ??
    textAt(json, "StdErr") ??
    textAt(json, "error", "message") ??
    textAt(json, "errors", 0, "message") ??
    "";
  return words === "" ? "" : `: ${printable(words.slice(0, shownWords))}`;
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
