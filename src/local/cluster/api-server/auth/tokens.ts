import { createPublicKey, type KeyObject, randomUUID, sign, timingSafeEqual, verify } from "node:crypto";
import { type JsonObject, listOf, numberOf, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import type { ObjectStore } from "../store/index.ts";
import { anonymous, clusterAdmin, serviceAccountUser, type User } from "./user.ts";

const issuer = "https://kubernetes.default.svc.cluster.local";
/** The audience of a token that was asked for without one: the API server itself. */
export const defaultAudiences: readonly string[] = [issuer];
const signature = { dsaEncoding: "ieee-p1363" } as const;
const rememberedTokens = 1_000;

export interface TokenRequest {
  readonly namespace: string;
  readonly account: JsonObject;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  /** Kind, name and uid of the object with which the token ends. */
  readonly boundTo: JsonObject | undefined;
}

/** Who a bearer token belongs to, and new tokens for service accounts. */
export class Tokens {
  readonly #adminToken: Buffer;
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #store: ObjectStore;
  readonly #now: () => Date;
  readonly #verified = new Map<string, JsonObject>();

  /** @param key EC P-256 private key that outlives restarts, and with it every token */
  constructor(adminToken: string, key: KeyObject, store: ObjectStore, now: () => Date) {
    this.#adminToken = Buffer.from(adminToken);
    this.#key = key;
    this.#publicKey = createPublicKey(key);
    this.#store = store;
    this.#now = now;
  }

  /** The user of an `Authorization` header; `undefined` for a token that is not, or no longer, good. */
  authenticate(header: string | undefined): User | undefined {
    if (header === undefined || header === "") return anonymous;
    const [, token] = /^Bearer\s+(\S+)$/i.exec(header) ?? [];
    // Another scheme is none that the server knows, and so no answer to who asks.
    return token === undefined ? anonymous : this.userOf(token);
  }

  /** @param audiences of which the token has to be for one */
  userOf(token: string, audiences: readonly string[] = defaultAudiences): User | undefined {
    const bytes = Buffer.from(token);
    if (bytes.length === this.#adminToken.length && timingSafeEqual(bytes, this.#adminToken)) return clusterAdmin;
    const claims = this.#verified.get(token) ?? this.#verify(token);
    if (claims === undefined || (numberOf(claims.exp) ?? 0) * 1000 <= this.#now().getTime()) return undefined;
    if (!audiences.some((one) => listOf(claims.aud).includes(one))) return undefined;
    const { namespace, serviceaccount, pod, secret } = objectOf(claims["kubernetes.io"]);
    const { name, uid } = objectOf(serviceaccount);
    const [home, account] = [stringOf(namespace) ?? "", stringOf(name) ?? ""];
    const live = this.#store.get("serviceaccounts", home, account);
    if (live === undefined || objectOf(live.metadata).uid !== uid) return undefined;
    for (const [table, bound] of [["pods", pod] as const, ["secrets", secret] as const]) {
      if (bound !== undefined && !this.#isThere(table, home, objectOf(bound))) return undefined;
    }
    return serviceAccountUser(home, account, String(uid), {
      "authentication.kubernetes.io/credential-id": [`JTI=${textOf(claims.jti)}`],
      ...(pod === undefined ? {} : podExtra(objectOf(pod))),
    });
  }

  /** Those of the wanted audiences that a good token is for. */
  audiencesOf(token: string, wanted: readonly string[]): readonly string[] {
    const claims = this.#verified.get(token) ?? this.#verify(token);
    return wanted.filter((one) => claims === undefined || listOf(claims.aud).includes(one));
  }

  #isThere(table: string, namespace: string, { name, uid }: JsonObject): boolean {
    const bound = this.#store.get(table, namespace, stringOf(name) ?? "");
    return bound !== undefined && objectOf(bound.metadata).uid === uid;
  }

  issue({ namespace, account, audiences, expirationSeconds, boundTo }: TokenRequest): { token: string; expires: Date } {
    const { name, uid } = objectOf(account.metadata);
    const issued = Math.floor(this.#now().getTime() / 1000);
    const expires = issued + expirationSeconds;
    const bound =
      boundTo === undefined ? {} : { [String(boundTo.kind).toLowerCase()]: { name: boundTo.name, uid: boundTo.uid } };
    const claims = {
      aud: audiences.length === 0 ? [issuer] : audiences,
      exp: expires,
      iat: issued,
      iss: issuer,
      jti: randomUUID(),
      "kubernetes.io": { namespace, ...bound, serviceaccount: { name, uid } },
      nbf: issued,
      sub: `system:serviceaccount:${namespace}:${String(name)}`,
    };
    const content = `${encoded({ alg: "ES256", typ: "JWT" })}.${encoded(claims)}`;
    const signed = sign("sha256", Buffer.from(content), { key: this.#key, ...signature });
    return { token: `${content}.${signed.toString("base64url")}`, expires: new Date(expires * 1000) };
  }

  #verify(token: string): JsonObject | undefined {
    const [header, payload, signed, ...more] = token.split(".");
    if (header === undefined || payload === undefined || signed === undefined || more.length > 0) return undefined;
    const content = Buffer.from(`${header}.${payload}`);
    const good = verify("sha256", content, { key: this.#publicKey, ...signature }, Buffer.from(signed, "base64url"));
    const claims = good ? decodedPart(payload) : undefined;
    if (claims?.iss !== issuer) return undefined;
    if (this.#verified.size >= rememberedTokens) this.#verified.clear();
    this.#verified.set(token, claims);
    return claims;
  }
}

function podExtra({ name, uid }: JsonObject): Readonly<Record<string, readonly string[]>> {
  return {
    "authentication.kubernetes.io/pod-name": [textOf(name)],
    "authentication.kubernetes.io/pod-uid": [textOf(uid)],
  };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function decodedPart(part: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(Buffer.from(part, "base64url").toString()));
  } catch {
    return undefined;
  }
}
