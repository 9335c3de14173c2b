import { createHash } from "node:crypto";

/** How long a kind of name may be. */
export interface NameLimit {
  readonly longest: number;
  readonly shortest?: number;
}

/** Most of Compute Engine: RFC 1035. */
export const computeName: NameLimit = { longest: 63 };
export const clusterName: NameLimit = { longest: 40 };
export const nodePoolName: NameLimit = { longest: 40 };
/** What stands before the `@` of a service account's address. */
export const accountId: NameLimit = { longest: 30, shortest: 6 };
/** Unique in the whole world, so the project's id is part of them. */
export const bucketName: NameLimit = { longest: 63, shortest: 3 };
export const sqlInstanceName: NameLimit = { longest: 84 };
export const secretId: NameLimit = { longest: 255 };
/** Topics, subscriptions and schemas. */
export const pubsubName: NameLimit = { longest: 255, shortest: 3 };
/** Services and jobs: fewer than 50 characters. */
export const runName: NameLimit = { longest: 49 };
/** Of Artifact Registry. */
export const repositoryId: NameLimit = { longest: 63 };
/** Of Memorystore for Redis. */
export const cacheName: NameLimit = { longest: 40 };
/** Of Firestore. */
export const documentDatabaseId: NameLimit = { longest: 63, shortest: 4 };
export const schedulerJobName: NameLimit = { longest: 500 };

/** Before hyphens become underscores. */
export const customRoleId: NameLimit = { longest: 64, shortest: 3 };
/** With room for the digits that Pulumi appends. */
export const keyRingName: NameLimit = { longest: 55 };
export const logSinkName: NameLimit = { longest: 100 };

const hashLength = 6;

/**
 * Joins words to one name in the cloud.
 *
 * Depends on nothing but its words, so it never changes while they stay. A name that does not fit its limit is cut, or
 * lengthened, and carries a hash of the whole: different words keep different names.
 */
export function planName(words: readonly string[], { longest, shortest = 1 }: NameLimit): string {
  const whole = words.join("-");
  if (whole.length >= shortest && whole.length <= longest) return whole;
  const head = whole.slice(0, longest - hashLength - 1).replace(/-+$/, "");
  return `${head}-${shortHash(words)}`;
}

/**
 * A name for what cannot change once it is made: `prefix`, and ten characters of a hash of all that it says. Other contents have another name,
 * so the new resource can be there before the old one goes.
 */
export function contentName(prefix: string, contents: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(contents)).digest("hex");
  return `${prefix}-${digest.slice(0, 10)}`;
}

/** Six small letters and digits. */
function shortHash(words: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(words)).digest();
  return digest.readUIntBE(0, 6).toString(36).padStart(hashLength, "0").slice(-hashLength);
}

/** A number that depends on a text alone, below `limit`: where something starts that could start anywhere. */
export function hashBelow(text: string, limit: number): number {
  return createHash("sha256").update(text).digest().readUInt32BE() % limit;
}
