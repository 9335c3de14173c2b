import { setTimeout as pause } from "node:timers/promises";
import { retryDelay } from "../lib/index.ts";
import { sqlCodeOf } from "./database.ts";
import { DatabaseUnreachable } from "./errors.ts";

/** How often a connection may fail, or break in the middle. */
const mostFailures = 3;
const backoff = { first: 100, longest: 3000 };

/** Does `work` again where a connection breaks that may well stand the next time. What arrived although it broke, `work` has to find. */
export async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++)
    try {
      return await work();
    } catch (thrown) {
      if (failures === mostFailures || !mayPass(thrown)) throw thrown;
      await pause(retryDelay(failures, backoff, Math.random()));
    }
}

/**
 * Codes that stand for a connection that broke, a server that starts or has no connection left, and transactions that met. By their
 * first two characters, all of a class.
 */
const passing = ["08", "40", "53300", "57P"];

const brokenConnections: ReadonlySet<unknown> = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"]);

function mayPass(thrown: unknown): boolean {
  const cause = thrown instanceof DatabaseUnreachable ? thrown.cause : thrown;
  const code = sqlCodeOf(cause);
  if (code !== undefined) return passing.some((start) => code.startsWith(start));
  return brokenConnections.has((cause as NodeJS.ErrnoException | undefined)?.code);
}
