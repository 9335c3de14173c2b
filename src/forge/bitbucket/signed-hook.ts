import { createHmac, timingSafeEqual } from "node:crypto";
import type * as z from "zod";
import { messageOf } from "../../lib/index.ts";
import { HookMalformed, HookNotVerified } from "../errors.ts";
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
  /** @throws {HookMalformed} when the body has another form */
  readonly read: <T>(schema: z.ZodType<T>) => T;
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
  const expected = createHmac("sha256", secret).update(body).digest();
  if (!timingSafeEqual(Buffer.from(digits, "hex"), expected)) throw refuse("its signature is another secret's");

  const name = headers["x-event-key"] ?? "";
  const malformed = (because: string, options?: ErrorOptions) =>
    new HookMalformed({ forge, event: name, because }, options);
  const json = jsonOf(body, (cause) => malformed("its body is no JSON", { cause }));
  return {
    name,
    read(schema) {
      const result = schema.safeParse(json);
      if (result.success) return result.data;
      throw malformed(messageOf(result.error));
    },
  };
}

function jsonOf(body: Uint8Array, malformed: (cause: unknown) => HookMalformed): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch (cause) {
    throw malformed(cause);
  }
}
