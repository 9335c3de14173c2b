import type { State, Token } from "./state.ts";

export interface Credentials {
  /** Of the header's scheme `Basic`. */
  readonly name?: string;
  readonly secret: string;
}

export function credentialsOf(authorization: string | undefined): Credentials | undefined {
  const [scheme = "", value = ""] = (authorization ?? "").split(" ", 2);
  if (scheme === "Bearer") return { secret: value };
  if (scheme !== "Basic") return undefined;
  const [name = "", secret = ""] = Buffer.from(value, "base64").toString("utf8").split(/:(.*)/s);
  return { name, secret };
}

export function tokenOf(state: State, { secret }: Credentials): Token | undefined {
  return state.tokens.find(({ value, isExpired }) => value === secret && !isExpired);
}
