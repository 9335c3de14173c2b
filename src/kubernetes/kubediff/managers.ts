import type { FieldSet, KubernetesObject } from "../client/index.ts";
import { fieldManager, fluxFieldManager } from "../flux/index.ts";
import { type ForeignFields, foreignFields, leaves, union } from "../ownership/index.ts";

const agents: readonly string[] = [fieldManager, fluxFieldManager];

type Managed = Pick<KubernetesObject, "metadata">;
type Entry = NonNullable<KubernetesObject["metadata"]["managedFields"]>[number];

/**
 * Whether fields of an entry become those of the sync agent, which then removes what Git does not declare. What admission adds to an
 * agent's apply stands under the agent's name as an update, and stays.
 */
export function isTakenOver({ manager = "", operation }: Entry): boolean {
  return manager.startsWith("kubectl") || (agents.includes(manager) && operation === "Apply");
}

const entriesOf = ({ metadata }: Managed): readonly Entry[] => metadata.managedFields ?? [];

/** In whose name an object is applied: that of the agent that applies it now, or of kubectl where none does. */
export function managerOf(live: Managed | undefined): string {
  const appliers = (live === undefined ? [] : entriesOf(live)).flatMap(({ manager, operation, subresource }) =>
    manager !== undefined && operation === "Apply" && (subresource ?? "") === "" ? [manager] : [],
  );
  return [...agents, "kubectl"].find((manager) => appliers.includes(manager)) ?? fieldManager;
}

/** Fields that stay beside those that Git declares, because neither the agent nor kubectl owns them. */
export function foreignTo(manager: string, object: KubernetesObject): readonly ForeignFields[] {
  const managedFields = entriesOf(object).flatMap((entry) => {
    if (entry.manager === manager && entry.operation === "Apply") return [{ ...entry, manager: fieldManager }];
    return isTakenOver(entry) ? [] : [entry];
  });
  return foreignFields({ ...object, metadata: { ...object.metadata, managedFields } });
}

/** The managers of a field that is not as Git declares it. */
export function ownersOf(path: string, live: Managed, except: string): readonly string[] {
  const owners = entriesOf(live).flatMap(({ manager = "unknown", fieldsV1 = {} }) =>
    manager !== except && leaves(fieldsV1).some((leaf) => isWithin(leaf, path) || isWithin(path, leaf))
      ? [manager]
      : [],
  );
  return [...new Set(owners)];
}

function isWithin(path: string, other: string): boolean {
  return path === other || (path.startsWith(other) && /^[.[]/.test(path.slice(other.length)));
}

/** All fields that any manager owns. */
export function ownedFields(...objects: readonly Managed[]): FieldSet {
  return unionOf(objects.flatMap(entriesOf).flatMap(({ fieldsV1 }) => (fieldsV1 === undefined ? [] : [fieldsV1])));
}

/** The fields of managers that `isWanted` names, but those of subresources. */
export function fieldsOf(object: Managed, isWanted: (entry: Entry) => boolean): FieldSet {
  return unionOf(
    entriesOf(object).flatMap((entry) =>
      (entry.subresource ?? "") === "" && entry.fieldsV1 !== undefined && isWanted(entry) ? [entry.fieldsV1] : [],
    ),
  );
}

const unionOf = (sets: readonly FieldSet[]): FieldSet => sets.reduce(union, {});
