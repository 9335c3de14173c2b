import { isAtOrBelow } from "../change/index.ts";
import { type Exception, isExpired } from "../exceptions/index.ts";
import { matchesStars } from "../lib/index.ts";
import type { AcceptedBy, Difference } from "./drift.ts";

/**
 * Marks the differences that an exception names. One of which only some paths are named becomes two: those that are accepted, and the
 * rest, which counts.
 */
export function acceptDifferences<Each extends Difference>(
  differences: readonly Each[],
  exceptions: readonly Exception[],
  now: Date,
): readonly Each[] {
  const relevant = exceptions.filter(({ from }) => from === "drift");
  return differences.flatMap((difference) => accepted(difference, relevant, now));
}

function accepted<Each extends Difference>(
  difference: Each,
  exceptions: readonly Exception[],
  now: Date,
): readonly Each[] {
  const naming = exceptions.filter(
    ({ environments, subject }) =>
      matchesStars(subject, difference.subject) &&
      environments.some((pattern) => matchesStars(pattern, difference.environment)),
  );
  // One that counts goes before one that is over.
  const inForce = naming.toSorted((a, b) => Number(isExpired(a, now)) - Number(isExpired(b, now)));
  const whole = inForce.find(({ paths }) => paths === undefined);
  const byPath = new Map<AcceptedBy | undefined, string[]>();
  const acceptances = new Map(inForce.map((each) => [each, acceptanceBy(each, now)]));
  if (difference.paths.length === 0)
    return [whole ? { ...difference, accepted: acceptanceBy(whole, now) } : difference];
  for (const path of difference.paths) {
    const by = inForce.find(({ paths }) => paths?.some((each) => isAtOrBelow(path, each)) ?? true);
    const acceptance = by && acceptances.get(by);
    byPath.set(acceptance, [...(byPath.get(acceptance) ?? []), path]);
  }
  return [...byPath].map(([by, paths]) => ({ ...difference, paths, ...(by && { accepted: by }) }));
}

function acceptanceBy(exception: Exception, now: Date): AcceptedBy {
  const { owner, reason, until } = exception;
  return { owner, reason, until, ...(isExpired(exception, now) && { expired: true }) };
}
