import { setMember } from "../../../../lib/index.ts";
import { fromFile, type Open, type Seal, toFile } from "./secret-values.ts";
import type { Properties, ResourceState } from "./snapshot.ts";

/** Pulumi's order of a resource's fields in a state file. */
const fieldOrder = [
  "urn",
  "custom",
  "delete",
  "id",
  "type",
  "inputs",
  "outputs",
  "parent",
  "protect",
  "taint",
  "external",
  "dependencies",
  "initErrors",
  "provider",
  "propertyDependencies",
  "pendingReplacement",
  "additionalSecretOutputs",
  "formerUrns",
  "customTimeouts",
  "importID",
  "retainOnDelete",
  "deletedWith",
  "replaceWith",
  "created",
  "modified",
  "sourcePosition",
  "stackTrace",
  "ignoreChanges",
  "hideDiff",
  "replaceOnChanges",
  "replacementTrigger",
  "refreshBeforeUpdate",
  "viewOf",
  "resourceHooks",
  "extensionRef",
  "snippetID",
] as const satisfies readonly (keyof ResourceState)[];

type Field = (typeof fieldOrder)[number];

/** Where a file calls a field otherwise. */
const nameInFile = (field: Field): string => (field === "formerUrns" ? "aliases" : field);

const fieldsByName: ReadonlyMap<string, Field> = new Map(fieldOrder.map((field) => [nameInFile(field), field]));
const alwaysWritten: ReadonlySet<string> = new Set(["urn", "custom", "type"]);
/** Fields that may hold secrets. */
const propertyFields: ReadonlySet<string> = new Set(["inputs", "outputs", "replacementTrigger"]);

/** One resource as a state file has it. Fields that say nothing (false, empty) are left out. */
export function resourceToFile(resource: ResourceState, seal: Seal): Properties {
  const file: Record<string, unknown> = {};
  for (const field of fieldOrder) {
    const value: unknown = resource[field];
    if (!alwaysWritten.has(field) && saysNothing(field, value)) continue;
    setMember(
      file,
      nameInFile(field),
      propertyFields.has(field) || field === "propertyDependencies" ? toFile(value, seal) : value,
    );
  }
  return { ...file, ...resource.unknownFields };
}

/** One resource of a state file as it is in memory. */
export function resourceFromFile(file: Properties, open: Open): ResourceState {
  const known: Record<string, unknown> = {};
  const unknownFields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(file)) {
    const field = fieldsByName.get(name);
    if (field === undefined) setMember(unknownFields, name, value);
    else if (value !== null) known[field] = propertyFields.has(field) ? fromFile(value, open) : value;
  }
  return {
    inputs: {},
    outputs: {},
    ...known,
    ...(Object.keys(unknownFields).length > 0 && { unknownFields }),
  } as unknown as ResourceState;
}

const noFeatures: readonly string[] = [];

/** Asked of every resource at every save, and states do not change. */
const featuresOfStates = new WeakMap<ResourceState, readonly string[]>();

/** What a resource needs its reader to know, as Pulumi names these features of a version-4 checkpoint. */
export function featuresOf(resource: ResourceState): readonly string[] {
  let features = featuresOfStates.get(resource);
  if (features === undefined) {
    features = featuresIn(resource);
    featuresOfStates.set(resource, features);
  }
  return features;
}

function featuresIn(resource: ResourceState): readonly string[] {
  const { refreshBeforeUpdate, viewOf, resourceHooks, taint, replaceWith, extensionRef } = resource;
  if (!refreshBeforeUpdate && !viewOf && !resourceHooks && !taint && !replaceWith?.length && !extensionRef)
    return noFeatures;
  return [
    ...(refreshBeforeUpdate ? ["refreshBeforeUpdate"] : []),
    ...(viewOf ? ["views"] : []),
    ...(Object.keys(resourceHooks ?? {}).length > 0 ? ["hooks"] : []),
    ...(taint ? ["taint"] : []),
    ...(replaceWith?.length ? ["replaceWith"] : []),
    ...(extensionRef ? ["extensionParameterization"] : []),
  ];
}

/** Features of version 4 that are carried through unharmed. */
export const knownFeatures: ReadonlySet<string> = new Set([
  "refreshBeforeUpdate",
  "views",
  "hooks",
  "taint",
  "replaceWith",
  "extensionParameterization",
]);

function saysNothing(field: string, value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  // An empty value of these two was set on purpose, so it is kept.
  if (field === "customTimeouts" || field === "replacementTrigger") return false;
  return typeof value === "object" && Object.keys(value).length === 0;
}
