import { type Definitions, type DiscoveredResource, facts, TypeNode } from "../schema/index.ts";
import { conversionOf } from "./conversions.ts";
import { apiVersionOf, groupVersionOf, type ResourceType, tableOf } from "./resource-type.ts";

let known: readonly ResourceType[] | undefined;

/** Every resource that the facts list, made once: clusters share them. */
export function builtInTypes(): readonly ResourceType[] {
  if (known === undefined) {
    const { resources, schemas } = facts();
    const definitions = definitionsByKind(schemas);
    known = Object.entries(resources).flatMap(([apiVersion, list]) =>
      list
        .filter(({ name }) => !name.includes("/"))
        .map((entry) => builtInType(apiVersion, entry, list, definitions, schemas)),
    );
  }
  return known;
}

/** The type of a kind that is no resource of its own, such as Scale, Eviction or TokenRequest. */
export function builtInTypeOf(group: string, version: string, kind: string): TypeNode {
  const { schemas } = facts();
  const name = definitionsByKind(schemas).get(kindKey(group, version, kind));
  return new TypeNode(name === undefined ? {} : { $ref: name }, schemas);
}

function builtInType(
  apiVersion: string,
  entry: DiscoveredResource,
  siblings: readonly DiscoveredResource[],
  definitions: ReadonlyMap<string, string>,
  schemas: Definitions,
): ResourceType {
  const { group, version } = groupVersionOf(apiVersion);
  const prefix = `${entry.name}/`;
  const definition = definitions.get(kindKey(group, version, entry.kind));
  return {
    group,
    version,
    apiVersion: apiVersionOf(group, version),
    resource: entry.name,
    singular: entry.singularName,
    kind: entry.kind,
    listKind: `${entry.kind}List`,
    namespaced: entry.namespaced,
    verbs: entry.verbs,
    shortNames: entry.shortNames ?? [],
    categories: entry.categories ?? [],
    subresources: new Map(
      siblings.filter(({ name }) => name.startsWith(prefix)).map((sub) => [sub.name.slice(prefix.length), sub]),
    ),
    type: new TypeNode(definition === undefined ? {} : { $ref: definition }, schemas),
    custom: undefined,
    table: tableOf(group, entry.name),
    ...conversionOf(apiVersion, entry.name),
  };
}

const kindKey = (group: string, version: string, kind: string): string => `${group}/${version}/${kind}`;

let byKind: ReadonlyMap<string, string> | undefined;

function definitionsByKind(schemas: Definitions): ReadonlyMap<string, string> {
  byKind ??= new Map(
    Object.entries(schemas).flatMap(([name, schema]) =>
      (schema["x-kubernetes-group-version-kind"] ?? []).map(
        ({ group, version, kind }) => [kindKey(group, version, kind), name] as const,
      ),
    ),
  );
  return byKind;
}
