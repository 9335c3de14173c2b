import { isObject, type JsonObject, jsonText, listOf, objectOf, withValue } from "../../lib/index.ts";
import { groupVersion, type KubernetesObject } from "../client/index.ts";

/** Written by the server at every write, or by controllers. */
const bookkeeping = new Set([
  "managedFields",
  "resourceVersion",
  "generation",
  "uid",
  "creationTimestamp",
  "selfLink",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
]);
/** Of kubectl, and of the server on each Namespace. */
const byServer = new Set(["kubectl.kubernetes.io/last-applied-configuration", "kubernetes.io/metadata.name"]);

/** What of an object is declared: without its status, what the server and kubectl note on it, and orders that have no meaning. */
export function comparable(object: KubernetesObject): JsonObject {
  const { status: _, metadata, ...rest } = object;
  const kept = Object.entries(metadata).flatMap(([key, value]) => {
    if (bookkeeping.has(key)) return [];
    if (key !== "annotations" && key !== "labels") return [[key, value]];
    const marks = Object.entries(objectOf(value)).filter(([name]) => !byServer.has(name));
    return marks.length === 0 ? [] : [[key, Object.fromEntries(marks)]];
  });
  return inAnyOrder({ ...rest, metadata: Object.fromEntries(kept) as JsonObject }, object);
}

/** Lists that controllers sort anew as they like, and rules that a controller gathers. */
function inAnyOrder(
  content: JsonObject,
  { apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">,
): JsonObject {
  const { group } = groupVersion(apiVersion);
  if (group === "autoscaling" && kind === "HorizontalPodAutoscaler" && isObject(content["spec"]))
    return withValue(content, ["spec", "metrics"], sorted(content["spec"]["metrics"]));
  if (group === "" && kind === "Endpoints")
    return { ...content, subsets: sorted(listOf(content["subsets"]).map(withSortedAddresses)) };
  if (group === "rbac.authorization.k8s.io" && isObject(content["aggregationRule"])) {
    const { rules: _, ...others } = content;
    return others;
  }
  return content;
}

function withSortedAddresses(subset: unknown): unknown {
  return isObject(subset)
    ? Object.fromEntries(Object.entries(subset).map(([key, value]) => [key, sorted(value)]))
    : subset;
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.toSorted((a, b) => (jsonText(a) < jsonText(b) ? -1 : 1)) : value;
}
