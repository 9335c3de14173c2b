import { HookNotVerified } from "../errors.ts";
import { hookBody, isSignature, type ReadHook } from "../hook-body.ts";
import type { ReceivedHook } from "../hooks.ts";

/** What webhooks of a repository are checked with. */
export interface HookSettings {
  /** The server, for people. */
  readonly forge: string;
  /** Owner and name. */
  readonly repository: string;
  readonly secret: string;
}

/** A webhook whose signature is right. */
export interface SignedHook {
  /** Name of the event, such as `repo:push`. */
  readonly name: string;
  readonly read: ReadHook;
}

/**
 * Checks what both products sign in one way: HMAC-SHA256 over the bytes, as `sha256=<hex>` under the name that GitHub gave to
 * signatures by SHA-1. Another algorithm is refused.
 *
 * @throws {HookNotVerified} {@link HookMalformed}
 */
export function signedHook({ forge, secret }: HookSettings, { headers, body }: ReceivedHook): SignedHook {
  const refuse = (because: string) => new HookNotVerified({ forge, because });
  if (secret === "") throw refuse("no secret is set here");
  const signature = headers["x-hub-signature"] ?? "";
  if (signature === "") throw refuse("it has no signature");
  const [, digits] = /^sha256=([0-9a-f]{64})$/i.exec(signature) ?? [];
  if (digits === undefined) throw refuse("its signature is none by SHA-256");
  if (!isSignature(digits, secret, body)) throw refuse("its signature is another secret's");
  const name = headers["x-event-key"] ?? "";
  return { name, read: hookBody(forge, name, body) };
}
