import * as z from "zod";
import { isObject, messageOf } from "../lib/index.ts";
import { type FoundLease, type Lease, type LeaseOwner, leaseVersion } from "./lease.ts";

/** In seconds. A document that asks for more is not believed: it would keep everyone out for that long. */
const longestTime = 3600;

/** Shown to people in one line. */
const words = z.string().max(1000);

const owner = z.looseObject({
  // Stands in commands that messages tell people to run.
  run: z.string().regex(/^[\w.:-]{1,100}$/u),
  actor: words,
  host: words,
  job: words.optional(),
  doing: words,
  since: words,
  process: z.looseObject({ pid: z.int(), startedAt: z.string().optional() }),
});

const document = z.looseObject({
  version: z.literal(leaseVersion),
  environment: z.string(),
  fence: z.int().positive(),
  state: z.enum(["held", "released"]),
  owner,
  seconds: z.int().positive().max(longestTime),
  renewal: z.int().nonnegative(),
  releasedBy: z.string().optional(),
});

/** The text that a lease is kept as. Equal leases have equal texts. */
export function leaseText(lease: Lease): string {
  return `${JSON.stringify(lease)}\n`;
}

/** What the document of an environment says. Never throws: what is wrong with it is in the answer. */
export function readLease(environment: string, text: string): FoundLease {
  try {
    const json: unknown = JSON.parse(text);
    const version = isObject(json) ? json["version"] : undefined;
    if (typeof version === "number" && version > leaseVersion) return { kind: "too-new", environment, version };
    const lease = document.parse(json) as Lease;
    if (lease.environment !== environment)
      return { kind: "unreadable", environment, problem: `it is the lease of ${JSON.stringify(lease.environment)}` };
    return { kind: "lease", environment, lease };
  } catch (thrown) {
    return { kind: "unreadable", environment, problem: messageOf(thrown) };
  }
}

/**
 * The lease of an environment as it is acquired.
 *
 * @param before the document that it follows
 */
export function acquiredLease(
  environment: string,
  before: string | undefined,
  taker: {
    readonly owner: LeaseOwner;
    readonly seconds: number;
    /** By this machine's clock, in milliseconds. */
    readonly at: number;
  },
): Lease {
  const { owner: by, seconds, at } = taker;
  return {
    version: leaseVersion,
    environment,
    fence: fenceAfter(before, at),
    state: "held",
    owner: by,
    seconds,
    renewal: 0,
  };
}

/**
 * The number after that of a document, and at least the seconds since 1970. So a document that was lost does not begin anew below the
 * numbers that states have seen, and that of one place is not below that of another one, whose runs wrote the same states: as long as
 * the environment was acquired less than once a second.
 */
export function fenceAfter(before: string | undefined, at: number): number {
  const fromClock = Math.max(1, Math.floor(at / 1000));
  if (before === undefined) return fromClock;
  const known = fenceIn(before);
  return known === undefined ? fromClock : Math.max(known + 1, fromClock);
}

/** Also of a document that is otherwise damaged. */
function fenceIn(text: string): number | undefined {
  const fence = Number(/"fence":\s*(\d{1,16})\b/u.exec(text)?.[1] ?? Number.NaN);
  return Number.isSafeInteger(fence) && fence > 0 ? fence : undefined;
}
