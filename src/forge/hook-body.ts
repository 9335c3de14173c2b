import { createHmac, timingSafeEqual } from "node:crypto";
import type * as z from "zod";
import { messageOf } from "../lib/index.ts";
import { HookMalformed } from "./errors.ts";
import type { HookEvent } from "./hooks.ts";

/** The body of a webhook in one of the forge's forms. @throws {HookMalformed} when it has another */
export type ReadHook = <T>(schema: z.ZodType<T>) => T;

/** @param forge for people @throws {HookMalformed} for bytes that are no JSON */
export function hookBody(forge: string, event: string, body: Uint8Array): ReadHook {
  const malformed = (because: string, options?: ErrorOptions) => new HookMalformed({ forge, event, because }, options);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch (cause) {
    throw malformed("its body is no JSON: its content type has to be application/json", { cause });
  }
  return (schema) => {
    const result = schema.safeParse(json);
    if (result.success) return result.data;
    throw malformed(messageOf(result.error));
  };
}

/** Whether `digits` are the HMAC-SHA256 of the bytes in hexadecimal; compared in constant time. */
export function isSignature(digits: string, secret: string, body: Uint8Array): boolean {
  const [given, expected] = [Buffer.from(digits, "hex"), createHmac("sha256", secret).update(body).digest()];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const branches = "refs/heads/";
const none = /^0+$/;

/** What a push by Git's words is: that of a branch, or another event where it is of a tag or deletes a branch. */
export function pushEvent(
  name: string,
  { ref, before, after }: { readonly ref: string; readonly before: string; readonly after: string },
): HookEvent {
  if (!ref.startsWith(branches) || none.test(after)) return { kind: "other", name: `${name} ${ref}` };
  return { kind: "push", branch: ref.slice(branches.length), after, ...(!none.test(before) && { before }) };
}
