import { createPublicKey, type KeyObject, randomUUID, sign, timingSafeEqual, verify } from "node:crypto";
import { type JsonObject, listOf, numberOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { ObjectStore } from "../store/index.ts";
import { anonymous, clusterAdmin, serviceAccountUser, type User } from "./user.ts";

const issuer = "https://kubernetes.default.svc.cluster.local";
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
    const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
    return token === undefined ? undefined : this.userOf(token);
  }

  userOf(token: string): User | undefined {
    const bytes = Buffer.from(token);
    if (bytes.length === this.#adminToken.length && timingSafeEqual(bytes, this.#adminToken)) return clusterAdmin;
    const claims = this.#verified.get(token) ?? this.#verify(token);
    if (claims === undefined || (numberOf(claims.exp) ?? 0) * 1000 <= this.#now().getTime()) return undefined;
    const { namespace, serviceaccount, pod } = objectOf(claims["kubernetes.io"]);
    const { name, uid } = objectOf(serviceaccount);
    const [home, account] = [stringOf(namespace) ?? "", stringOf(name) ?? ""];
    const live = this.#store.get("serviceaccounts", home, account);
    if (live === undefined || objectOf(live.metadata).uid !== uid) return undefined;
    if (pod !== undefined) {
      const bound = this.#store.get("pods", home, stringOf(objectOf(pod).name) ?? "");
      if (objectOf(bound?.metadata).uid !== objectOf(pod).uid) return undefined;
    }
    return serviceAccountUser(home, account, String(uid));
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
    if (claims?.iss !== issuer || !listOf(claims.aud).includes(issuer)) return undefined;
    if (this.#verified.size >= rememberedTokens) this.#verified.clear();
    this.#verified.set(token, claims);
    return claims;
  }
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
