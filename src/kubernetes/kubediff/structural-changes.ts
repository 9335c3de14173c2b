import { type FieldSet, groupVersion, type KubernetesObject } from "../client/index.ts";
import { difference } from "../ownership/index.ts";
import { comparable } from "./comparable.ts";
import type { FieldChange } from "./field-changes.ts";
import { fieldsOf, isTakenOver } from "./managers.ts";
import type { Schemas } from "./schemas.ts";
import { StructuralWalk } from "./structural-walk.ts";

/** What can be told of an object without asking the server for a dry run. */
export interface StructuralComparison {
  readonly changes: readonly FieldChange[];
  /** Why the server would refuse the object. */
  readonly problems: readonly string[];
}

/**
 * Where an object differs from what is declared, by the schemas that the cluster publishes.
 *
 * Fields that are not declared count where the agent, or a manager that it takes over, owns them alone: applying removes them. All
 * others are the server's defaults, or other managers'.
 *
 * @param schemas of the object's group and version; without them maps are compared by key, and lists as a whole
 */
export function structuralChanges(
  declared: KubernetesObject,
  live: KubernetesObject,
  manager: string,
  schemas: Schemas | undefined,
): StructuralComparison {
  const { apiVersion, kind } = declared;
  const { group } = groupVersion(apiVersion);
  const walk = new StructuralWalk(schemas, !group.includes(".") || group.endsWith(".k8s.io"));
  const changes = walk.changes({
    git: comparable(declared),
    cluster: comparable(live),
    schema: schemas?.of(apiVersion, kind),
    owned: removable(live, manager),
    path: "",
    whole: false,
  });
  return { changes, problems: walk.problems };
}

/** What leaves the object when Git does not declare it. */
function removable(live: KubernetesObject, manager: string): FieldSet {
  const isOurs = (entry: { readonly manager?: string; readonly operation?: string }) =>
    (entry.manager === manager && entry.operation === "Apply") || isTakenOver(entry);
  return difference(
    fieldsOf(live, isOurs),
    fieldsOf(live, (entry) => !isOurs(entry)),
  );
}
