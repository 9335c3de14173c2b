import type { KubediffMode, ObjectDifference } from "../../change/index.ts";
import { immutableFields } from "../../kubernetes/applied/index.ts";
import { isRejected, type ObjectAddress } from "../../kubernetes/client/index.ts";
import { messageOf } from "../../lib/index.ts";

interface Refused {
  readonly at: ObjectAddress;
  /** Those that Git declares. */
  readonly namespaces: ReadonlySet<string>;
  readonly isMissing: boolean;
  readonly mode: KubediffMode;
}

/** What an error says of an object. It is never in sync by one. */
export function refusalOf(
  thrown: unknown,
  { at, namespaces, isMissing, mode }: Refused,
): Pick<ObjectDifference, "verdict" | "missing" | "problem" | "note"> {
  if (isMissing && isRejected(thrown, 404) && namespaces.has(at.namespace ?? ""))
    return {
      verdict: "diverged",
      missing: true,
      note: "its namespace comes with the same change, so the cluster could not check it",
    };
  const fixed = immutableFields(thrown);
  if (fixed.length > 0)
    return {
      verdict: "diverged",
      problem: `${fixed.join(", ")} cannot be changed: ${messageOf(thrown)}. Annotate it with kustomize.toolkit.fluxcd.io/force: enabled to create it anew`,
    };
  if (isRejected(thrown, 403) && mode === "exact")
    return {
      verdict: "unknown",
      problem: `${messageOf(thrown)}. A dry run needs the right to patch; compare without it by --read-only`,
    };
  return { verdict: "unknown", problem: messageOf(thrown) };
}
