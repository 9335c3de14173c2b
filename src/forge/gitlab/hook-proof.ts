import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { HookNotVerified } from "../errors.ts";
import type { ReceivedHook } from "../hooks.ts";

/** What webhooks of a project are checked with. */
export interface HookSettings {
  /** The server, for people. */
  readonly forge: string;
  readonly repository: string;
  /** A signing token, which begins with `whsec_`, or a secret token. */
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const signingPrefix = "whsec_";
const version = "v1,";

/** Milliseconds that a signed webhook may be away from this machine's time. */
const tolerance = 5 * 60_000;

/**
 * Refuses a webhook that GitLab did not send.
 *
 * With a signing token it is signed as Standard Webhooks are: over its id, its time and its bytes. Older servers send the secret
 * token itself. Where a signing token is set here, the other is not taken: it would let a webhook be sent a second time.
 *
 * @throws {HookNotVerified}
 */
export function refuseUnproved({ forge, secret, now }: HookSettings, { headers, body }: ReceivedHook): void {
  const refuse = (because: string) => new HookNotVerified({ forge, because });
  if (secret === "" || secret === signingPrefix) throw refuse("no secret is set here");
  if (!secret.startsWith(signingPrefix)) {
    const token = headers["x-gitlab-token"] ?? "";
    if (token === "") throw refuse("it has no token");
    if (!isEqual(digest(token), digest(secret))) throw refuse("its token is another one");
    return;
  }
  const signatures = headers["webhook-signature"] ?? "";
  const [id = "", time = ""] = [headers["webhook-id"], headers["webhook-timestamp"]];
  if (signatures === "" || id === "" || !/^\d+$/.test(time)) throw refuse("it has no signature");
  const key = Buffer.from(secret.slice(signingPrefix.length), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest();
  // Several while the token is being changed.
  const given = signatures.split(" ").filter((each) => each.startsWith(version));
  if (!given.some((each) => isEqual(Buffer.from(each.slice(version.length), "base64"), expected)))
    throw refuse("its signature is another secret's");
  if (Math.abs(now() - Number(time) * 1_000) > tolerance)
    throw refuse("its time is more than five minutes away from this machine's");
}

/** Has the same length for every text, so that the time of a comparison tells nothing of it. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
