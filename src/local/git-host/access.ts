import { createHash, timingSafeEqual } from "node:crypto";

/** What a request may do. */
export type GitAccess = "read" | "write";

/**
 * What the `Authorization` header of a request allows: `anonymous` without the header, nothing with an unknown token.
 *
 * Without configured tokens the header is ignored. The token is a bearer token, or the password of basic
 * authentication.
 */
export function accessOf(
  authorization: string | undefined,
  tokens: Readonly<Record<string, GitAccess>> | undefined,
  anonymous: GitAccess | "none",
): GitAccess | "none" {
  if (authorization === undefined || tokens === undefined) return anonymous;
  const given = tokenIn(authorization);
  if (given === undefined) return "none";
  let access: GitAccess | "none" = "none";
  for (const [token, allowed] of Object.entries(tokens)) if (same(token, given)) access = allowed;
  return access;
}

function tokenIn(authorization: string | undefined): string | undefined {
  const [scheme, value] = authorization?.split(" ", 2) ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return undefined;
  const decoded = Buffer.from(value, "base64").toString("utf8");
  return decoded.slice(decoded.indexOf(":") + 1);
}

function same(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
