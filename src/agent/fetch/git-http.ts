import http from "node:http";
import https from "node:https";
import type { GitHttpRequest, GitHttpResponse, HttpClient } from "isomorphic-git";
import type { Remote } from "./remote.ts";

const mostRedirects = 5;

/** HTTP for isomorphic-git: own certificate authority, a limit on the whole exchange, credentials never sent to another host. */
export function gitHttp({ ca, timeout, headers }: Remote): HttpClient {
  return {
    async request({ url, method = "GET", headers: given = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
      const payload = body === undefined ? undefined : await collected(body);
      const signal = AbortSignal.timeout(timeout);
      let target = new URL(url);
      for (let redirects = 0; ; redirects += 1) {
        const sameHost = target.host === new URL(url).host;
        const response = await send(target, {
          method,
          headers: { ...given, ...(sameHost && headers) },
          signal,
          ...(ca !== undefined && { ca }),
          ...(payload !== undefined && { payload }),
        });
        const { statusCode = 0, headers: answered } = response;
        const next = redirected(method, statusCode, answered.location);
        if (next === undefined || redirects === mostRedirects) {
          return {
            // isomorphic-git asks for the pack at the address it was given: the redirect is followed there anew.
            url,
            method,
            statusCode,
            statusMessage: response.statusMessage ?? "",
            headers: singleValues(answered),
            body: response[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>,
          };
        }
        response.resume();
        target = new URL(next, target);
      }
    },
  };
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ca?: string;
  readonly payload?: Buffer;
  readonly signal: AbortSignal;
}

function send(target: URL, { method, headers, ca, payload, signal }: Sent): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      signal,
      headers: { ...headers, ...(payload !== undefined && { "content-length": String(payload.length) }) },
    };
    const request =
      target.protocol === "https:"
        ? https.request(target, { ...options, ...(ca !== undefined && { ca }) })
        : http.request(target, options);
    request.once("response", resolve);
    request.once("error", (error) => reject(signal.aborted ? new Error("no answer in time", { cause: error }) : error));
    request.end(payload);
  });
}

/** A POST may be repeated elsewhere only when the server says that its method and body are to be kept. */
function redirected(method: string, status: number, location: string | undefined): string | undefined {
  const follows = method === "GET" ? [301, 302, 303, 307, 308] : [307, 308];
  return follows.includes(status) ? location : undefined;
}

async function collected(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function singleValues(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
