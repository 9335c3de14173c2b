import { isDeepStrictEqual } from "node:util";
import type { Condition as StoredCondition } from "../../../../kubernetes/flux/index.ts";
import { type Clock, isObject, type JsonObject, listAt, objectAt, textAt } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject, ResourceId } from "../../api-server/index.ts";

/** What a condition should say. Kubernetes' own controllers leave the reason and the message out of some. */
export type Condition = Pick<StoredCondition, "type" | "status"> &
  Partial<Pick<StoredCondition, "reason" | "message" | "observedGeneration">>;

/**
 * The conditions of `object` with these in place of their older selves. Times change only where something else does:
 * `lastTransitionTime` with the status, and `lastUpdateTime`, when the kind has it, with anything.
 */
export function conditionsWith(
  object: KubernetesObject,
  wanted: readonly Condition[],
  { clock, updateTimes = false }: { readonly clock: Clock; readonly updateTimes?: boolean },
): readonly JsonObject[] {
  const before = listAt(object, "status", "conditions").filter(isObject);
  const now = timestamp(clock);
  const updated = wanted.map((condition) => {
    const old = before.find((entry) => textAt(entry, "type") === condition.type);
    const turned = textAt(old, "status") !== condition.status;
    const same = !turned && textAt(old, "reason") === condition.reason && textAt(old, "message") === condition.message;
    const lastTransitionTime = turned ? now : (old?.["lastTransitionTime"] ?? now);
    const lastUpdateTime = same ? (old?.["lastUpdateTime"] ?? now) : now;
    return { ...condition, lastTransitionTime, ...(updateTimes ? { lastUpdateTime } : {}) };
  });
  const others = before.filter((entry) => !wanted.some(({ type }) => type === textAt(entry, "type")));
  return [...others, ...updated];
}

/** Seconds precision, as Kubernetes writes times. */
export function timestamp(clock: Clock): string {
  return `${clock.now().toISOString().slice(0, 19)}Z`;
}

/** Writes a status only when it differs, since every write wakes all watchers. */
export function statusWriter(api: ClusterApi) {
  return async (resource: ResourceId, object: KubernetesObject, wanted: JsonObject): Promise<void> => {
    const status = withoutUndefined(wanted);
    if (isDeepStrictEqual(withoutNull(objectAt(object, "status")), status)) return;
    const { name, namespace } = object.metadata;
    if (api.get(resource, name, namespace)?.metadata.uid !== object.metadata.uid) return;
    await api.updateStatus(resource, name, namespace, () => status);
  };
}

/** The server stores null in fields that a kind always has, such as a condition's `lastProbeTime`, and nothing wants them so. */
function withoutNull(map: JsonObject): JsonObject {
  const text = JSON.stringify(map, (_, value: unknown) => (value === null ? undefined : value));
  return JSON.parse(text) as JsonObject;
}

function withoutUndefined(map: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(map)) as JsonObject;
}
