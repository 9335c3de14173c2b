import type { z } from "zod";
import { alternatives, code, headingId } from "../markdown.ts";
import { flow } from "./flow.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One map of the file, such as `spec.network.subnets[]`. */
export interface Section {
  /** Empty for the file itself. A list's entries are `<list>[]`. */
  readonly path: string;
  readonly description: string;
  readonly keys: readonly SectionKey[];
}

export interface SectionKey {
  readonly name: string;
  readonly path: string;
  /** Which values are allowed, as Markdown. */
  readonly values: string;
  /** As Markdown. */
  readonly fallback: string;
  readonly description: string;
  /** Its value is a map, or a list of maps, that has a section of its own. */
  readonly hasSection: boolean;
}

/** Every list of named maps has this key; the page explains it once. */
export const removal = "remove";

/**
 * The maps of a JSON Schema from the root on, each followed by the maps in it.
 *
 * @throws {Error} naming a key that the schema does not describe.
 */
export function sectionsOf(schema: JsonSchema, path = "", description = ""): readonly Section[] {
  const properties = Object.entries(schema.properties ?? {}) as readonly [string, JsonSchema][];
  const listed = properties.filter(([name]) => name !== removal);
  const keys = listed.map(([name, key]) => keyOf(name, key, path, schema.required?.includes(name) ?? false));
  const below = listed.flatMap(([name, key]) =>
    mapsIn(key, joined(path, name)).flatMap((map) => sectionsOf(map.schema, map.path, key.description)),
  );
  return [{ path, description, keys }, ...below];
}

function keyOf(name: string, schema: JsonSchema, parent: string, required: boolean): SectionKey {
  const path = joined(parent, name);
  const { description } = schema;
  if (description === undefined) throw new Error(`The schema of environment.yaml does not describe ${path}.`);
  return {
    name,
    path,
    values: valuesOf(schema, path),
    fallback: required ? "required" : defaultOf(schema),
    description,
    hasSection: mapsIn(schema, path).length > 0,
  };
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined) return "";
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty || value === "" ? "none" : code(flow(value));
}

function mapsIn(schema: JsonSchema, path: string): readonly { readonly schema: JsonSchema; readonly path: string }[] {
  if (schema.anyOf) return schema.anyOf.flatMap((one) => mapsIn(one, path));
  if (schema.properties) return [{ schema, path }];
  return schema.items ? mapsIn(schema.items as JsonSchema, `${path}[]`) : [];
}

function valuesOf(schema: JsonSchema, path: string): string {
  if (schema.anyOf) return alternatives(schema.anyOf.map((one) => valuesOf(one, path)));
  if (schema.const !== undefined) return code(flow(schema.const));
  if (schema.enum) return alternatives(schema.enum.map((value) => code(flow(value))));
  switch (schema.type) {
    case "array": {
      const items = schema.items as JsonSchema;
      return items.properties ? `[list](#${headingId(path)})` : `list: ${valuesOf(items, path)}`;
    }
    case "object":
      if (schema.properties) return `[map](#${headingId(path)})`;
      return typeof schema.additionalProperties === "object" && schema.additionalProperties.properties
        ? "map of maps"
        : "map of texts";
    case "boolean":
      return "`true` or `false`";
    case "integer":
    case "number": {
      const { minimum, maximum } = schema;
      const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
      const noun = schema.type === "integer" ? "whole number" : "number";
      return minimum === undefined ? noun : `${noun} from ${minimum}${isBounded ? ` to ${maximum}` : ""}`;
    }
    default:
      return "text";
  }
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
