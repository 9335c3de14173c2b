import type http from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { GitHttpRequest, GitHttpResponse, HttpClient } from "isomorphic-git";
import { sendHttp } from "./http-connection.ts";
import type { HttpRemote } from "./remote.ts";

/** As git's own limit. */
const mostRedirects = 20;

/**
 * HTTP for one exchange with a Git server: own certificate authority, a limit of time, credentials never sent to another host.
 *
 * Redirects are followed as git follows them: where the listing was found in the end, the rest of the exchange goes too, as with
 * a repository that was renamed. A POST keeps its method and its body. Answers that are compressed unasked are unpacked.
 */
export function gitHttp(remote: HttpRemote): HttpClient {
  const { timeout, headers } = remote;
  let moved: { readonly from: string; readonly to: string } | undefined;
  return {
    async request({ url, method = "GET", headers: given = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
      const payload = body === undefined ? undefined : await collected(body);
      const signal = AbortSignal.timeout(timeout);
      let target = new URL(
        moved !== undefined && url.startsWith(moved.from) ? moved.to + url.slice(moved.from.length) : url,
      );
      for (let redirects = 0; ; redirects += 1) {
        const trusted = mayHaveCredentials(new URL(url), target);
        const { clientCertificate: _, ...withoutCertificate } = remote;
        const response = await sendHttp(
          target,
          {
            method,
            headers: { ...given, ...(trusted && headers) },
            signal,
            ...(payload !== undefined && { payload }),
          },
          trusted ? remote : withoutCertificate,
        );
        const { statusCode = 0, headers: answered } = response;
        const next = redirected(method, statusCode, answered.location);
        if (next === undefined) {
          if (redirects > 0 && statusCode === 200) moved = movedBase(url, target.href) ?? moved;
          return {
            url,
            method,
            statusCode,
            statusMessage: response.statusMessage ?? "",
            headers: singleValues(answered),
            body: unpacked(response)[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>,
          };
        }
        response.resume();
        if (redirects === mostRedirects) throw new Error(`it redirects more than ${mostRedirects} times`);
        target = new URL(next, target);
      }
    },
  };
}

/** To the host that they are for, and never from an encrypted connection to one that is not. */
function mayHaveCredentials(wanted: URL, target: URL): boolean {
  if (wanted.origin === target.origin) return true;
  const usualPorts = wanted.port === "" && target.port === "";
  return wanted.hostname === target.hostname && usualPorts && target.protocol === "https:";
}

const listing = "/info/refs";

/** What both addresses of a listing begin with; `undefined` for other requests, and where it was not found under that name. */
function movedBase(wanted: string, found: string): { readonly from: string; readonly to: string } | undefined {
  const [from, to] = [wanted, found].map((url) => url.split("?", 1)[0] ?? "");
  if (!from?.endsWith(listing) || !to?.endsWith(listing)) return undefined;
  return { from: from.slice(0, -listing.length), to: to.slice(0, -listing.length) };
}

function unpacked(response: http.IncomingMessage): Readable {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return response;
  const decoder = decoders[encoding]?.();
  if (decoder === undefined) {
    response.resume();
    throw new Error(`its answer is encoded as ${encoding}, which is not known here`);
  }
  // What goes wrong reaches the reader of the decoder.
  pipeline(response, decoder, () => undefined);
  return decoder;
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/** "See other" is for a GET alone: it says that a POST was carried out. */
function redirected(method: string, status: number, location: string | undefined): string | undefined {
  const follows = method === "GET" ? [301, 302, 303, 307, 308] : [301, 302, 307, 308];
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
