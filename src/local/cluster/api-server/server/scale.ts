import {
  at,
  copyJson,
  isObject,
  type JsonObject,
  listOf,
  memberOf,
  numberOf,
  objectOf,
  setMember,
  stringOf,
} from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { internal, invalid } from "../problem/index.ts";

/** The Scale of an object: how many replicas are wanted and run, and which pods they are. */
export function readScale({ custom }: ResourceType, object: JsonObject): JsonObject {
  const wanted = at(object, ...replicasPath({ custom }));
  if (custom !== undefined && wanted === undefined) {
    throw internal(`the spec replicas field ${JSON.stringify(custom.scale?.specReplicasPath)} does not exist`);
  }
  const { name, namespace, uid, resourceVersion, creationTimestamp } = objectOf(object.metadata);
  const paths = custom?.scale;
  const replicas = numberOf(wanted) ?? 0;
  const running = numberOf(at(object, ...steps(paths?.statusReplicasPath ?? ".status.replicas"))) ?? 0;
  const selector =
    paths === undefined
      ? selectorText(objectOf(object.spec).selector)
      : stringOf(at(object, ...steps(paths.labelSelectorPath ?? "")));
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: running, ...(selector === undefined || selector === "" ? {} : { selector }) },
  };
}

/** The object with the replicas that a Scale wants. */
export function writeScale({ custom }: ResourceType, object: JsonObject, scale: JsonObject, name: string): JsonObject {
  const replicas = numberOf(objectOf(scale.spec).replicas) ?? 0;
  if (replicas < 0) {
    throw invalid({ group: "autoscaling", kind: "Scale" }, name, [
      {
        reason: "FieldValueInvalid",
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
        field: "spec.replicas",
      },
    ]);
  }
  const after = copyJson(object);
  const path = replicasPath({ custom });
  let parent: JsonObject = after;
  for (const step of path.slice(0, -1)) {
    const next = memberOf(parent, step);
    if (isObject(next)) parent = next;
    else {
      const made: JsonObject = {};
      setMember(parent, step, made);
      parent = made;
    }
  }
  setMember(parent, path.at(-1) ?? "", replicas);
  const { resourceVersion } = objectOf(scale.metadata);
  const metadata = objectOf(after.metadata);
  if (resourceVersion === undefined) delete metadata.resourceVersion;
  else metadata.resourceVersion = resourceVersion;
  return after;
}

/** Where an object keeps how many replicas are wanted. */
export function replicasPath({ custom }: Pick<ResourceType, "custom">): readonly string[] {
  return steps(custom?.scale?.specReplicasPath ?? ".spec.replicas");
}

function steps(path: string): readonly string[] {
  return path.split(".").filter((step) => step !== "");
}

function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = objectOf(selector);
  const labels =
    matchLabels === undefined && matchExpressions === undefined ? objectOf(selector) : objectOf(matchLabels);
  const equal = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  const expressions = listOf(matchExpressions).map((one) => {
    const { key, operator, values } = objectOf(one);
    if (operator === "Exists") return String(key);
    if (operator === "DoesNotExist") return `!${String(key)}`;
    return `${String(key)} ${String(operator).toLowerCase()} (${listOf(values).map(String).join(",")})`;
  });
  return [...equal, ...expressions].join(",");
}
