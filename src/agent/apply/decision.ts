import type { Observation } from "../live/index.ts";
import type { PreparedObject } from "./prepared.ts";

/** What the server answered when an object was last applied by this process. */
export interface AppliedRecord {
  readonly hash: string;
  /** The fields we then owned, as JSON. */
  readonly own: string;
}

/** Why an object has to be sent. */
export type Reason = "changed" | "missing" | "drifted";

export type Decision =
  | { readonly act: false; readonly why: "unchanged" | "left-alone" | "present" | "being-deleted" }
  | { readonly act: true; readonly why: Reason };

/**
 * Whether an object has to be sent to the server, judged by cached facts alone: nothing is read.
 *
 * Drift is seen by ownership: the server takes a field from us when another manager changes or removes it, so our set
 * of fields stays the same exactly as long as all our values do. Defaults, spellings of quantities and list orders play
 * no part. What kubectl wrote is drift as well, also where we own nothing of it.
 */
export function decide(
  { hash, policy, owner }: Pick<PreparedObject, "hash" | "policy" | "owner">,
  record: AppliedRecord | undefined,
  live: Observation | undefined,
): Decision {
  if (policy.apply === "Never" || live?.leftAlone === true) return { act: false, why: "left-alone" };
  if (policy.apply === "IfNotPresent" && live !== undefined) return { act: false, why: "present" };
  if (live?.deleting === true) return { act: false, why: "being-deleted" };
  if (record === undefined || record.hash !== hash) return { act: true, why: "changed" };
  if (live === undefined) return { act: true, why: "missing" };
  // Another Kustomization writes the same fields under the same name: only its labels tell that the values may be others.
  const overruled = live.overruled && policy.apply !== "Merge";
  return live.own === record.own && live.owner === owner && !overruled
    ? { act: false, why: "unchanged" }
    : { act: true, why: "drifted" };
}
