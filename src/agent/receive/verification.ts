import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Receiver } from "./receiver.ts";

/** Functions of HMAC that forges sign with. */
const functions = ["sha256", "sha512", "sha1"] as const;
const eventHeaders = { github: "x-github-event", gitlab: "x-gitlab-event", bitbucket: "x-event-key" } as const;

/**
 * Why a request is none of the receiver's forge, or `undefined` for one that is. A comparison takes the same time for every wrong text.
 *
 * `generic` verifies nothing: each sender that knows its path may send to it.
 */
export function problemOfRequest(
  { type, events }: Pick<Receiver, "type" | "events">,
  token: string,
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: Uint8Array },
): string | undefined {
  if (type === "generic") return undefined;
  if (type === "generic-hmac") return problemOfSignature(headers["x-signature"], token, body);
  if (type === "gitlab" && !isEqual(textOf(headers["x-gitlab-token"]), token)) return "its token is not the receiver's";
  const problem =
    type === "gitlab"
      ? undefined
      : problemOfSignature(headers["x-hub-signature-256"] ?? headers["x-hub-signature"], token, body);
  return problem ?? problemOfEvent(headers[eventHeaders[type]], events);
}

/** @param written such as `sha256=<hex>` */
function problemOfSignature(
  written: string | readonly string[] | undefined,
  token: string,
  body: Uint8Array,
): string | undefined {
  const [, named, signature] = /^(\w+)=([0-9a-f]+)$/.exec(textOf(written)) ?? [];
  const used = functions.find((each) => each === named);
  if (used === undefined || signature === undefined) return "it is not signed";
  const expected = createHmac(used, token).update(body).digest("hex");
  return isEqual(signature, expected) ? undefined : "its signature is wrong";
}

function problemOfEvent(header: string | readonly string[] | undefined, events: readonly string[]): string | undefined {
  const event = textOf(header).toLowerCase();
  return events.length === 0 || events.some((each) => each.toLowerCase() === event)
    ? undefined
    : "its event is none of spec.events";
}

const textOf = (header: string | readonly string[] | undefined): string => (typeof header === "string" ? header : "");

/** Digests of texts of any length have one length. */
function isEqual(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
