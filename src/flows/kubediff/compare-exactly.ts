import type { FieldDifference, OthersFields } from "../../change/index.ts";
import type { ComparableCluster } from "../../cluster/index.ts";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { isMerged } from "../../kubernetes/flux/index.ts";
import {
  exactChanges,
  foreignTo,
  managerOf,
  ownersOf,
  takenOver,
  withoutFields,
} from "../../kubernetes/kubediff/index.ts";
import { jsonText } from "../../lib/index.ts";
import type { SentObject } from "./sent-objects.ts";

/** What applying an object would do. */
export interface Comparison {
  readonly fields: readonly FieldDifference[];
  readonly others: readonly OthersFields[];
}

/**
 * Asks the server for what applying the object would make of it.
 *
 * A dry run in the agent's name keeps what kubectl has set beside it. The agent takes that over before it applies, so the object is
 * asked for a second time, without these fields.
 *
 * @throws {ApiRejected} where the server would refuse the object
 */
export async function compareExactly(
  { object, at }: SentObject,
  live: KubernetesObject | undefined,
  cluster: Pick<ComparableCluster, "applied" | "replaced">,
): Promise<Comparison> {
  const manager = managerOf(live);
  const applied = await cluster.applied(at, jsonText(object), manager);
  if (live === undefined) return { fields: [], others: [] };
  const isKubectlsToKeep = isMerged(object.metadata) || isMerged(live.metadata);
  const taken = isKubectlsToKeep ? {} : takenOver(applied, manager);
  const result =
    Object.keys(taken).length === 0 ? applied : await cluster.replaced(at, withoutFields(applied, taken) as object);
  const fields = exactChanges(live, result).map((change): FieldDifference => {
    const managers = ownersOf(change.path, live, manager);
    return { ...change, ...(managers.length > 0 && { managers }) };
  });
  return { fields, others: foreignTo(manager, applied) };
}
