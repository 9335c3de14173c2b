// Whether a field takes values of a property's type.
import { type DiscoveryDocument, type DiscoverySchema, resolved } from "./discovery.ts";

/**
 * How a field takes values of a type, as the end of its path: `""` as they are, `[]` as a list, `{}` as a map, `.items[]` as the list
 * in its only field; `undefined` where it does not take them.
 */
export function fits(code: string, field: DiscoverySchema, document: DiscoveryDocument): string | undefined {
  const schema = resolved(document, field);
  if (code === "a") return schema.type === "array" ? "[]" : "";
  if (code.startsWith("[")) return fitsList(code.slice(1, -1), schema, document);
  if (schema.type === "array") {
    // Pulumi makes one value of a list that may have one element.
    return schema.items !== undefined && fits(code, schema.items, document) === "" ? "[]" : undefined;
  }
  return fitsOne(code, schema) ? "" : undefined;
}

function fitsList(element: string, schema: DiscoverySchema, document: DiscoveryDocument): string | undefined {
  if (schema.type === "array") {
    if (schema.items === undefined) return undefined;
    if (fits(element, schema.items, document) === "") return "[]";
    const [only, ...others] = Object.entries(resolved(document, schema.items).properties ?? {});
    return only !== undefined && others.length === 0 && fits(element, only[1], document) === ""
      ? `[].${only[0]}`
      : undefined;
  }
  if (schema.type !== "object") return undefined;
  if (schema.additionalProperties !== undefined) {
    return element.startsWith("@") && fits(element, schema.additionalProperties, document) === "" ? "{}" : undefined;
  }
  // Pulumi writes some objects as lists of at most one.
  if (element.startsWith("@")) return "";
  const lists = Object.entries(schema.properties ?? {}).filter(([, inner]) => inner.type === "array");
  const [only] = lists;
  if (only === undefined || lists.length > 1) return undefined;
  return fits(`[${element}]`, only[1], document) === "[]" ? `.${only[0]}[]` : undefined;
}

function fitsOne(code: string, schema: DiscoverySchema): boolean {
  if (schema.type === "any") return true;
  switch (code[0]) {
    case "s":
      return schema.type === "string" || schema.type === "integer" || schema.type === "number";
    case "n":
      return schema.type === "integer" || schema.type === "number" || schema.type === "string";
    case "b":
      return schema.type === "boolean";
    default:
      return schema.type === "object";
  }
}

/** The schema that a suffix of {@link fits} leads to: the list in the only field of an object, or the only field of the objects in a list. */
export function behind(field: DiscoverySchema, suffix: string, document: DiscoveryDocument): DiscoverySchema {
  const inner = /\.(\w+)/.exec(suffix)?.[1];
  return inner === undefined ? field : (elementOf(field, document).properties?.[inner] ?? field);
}

/** What a list or a map holds; of anything else the schema itself. */
export function elementOf(schema: DiscoverySchema, document: DiscoveryDocument): DiscoverySchema {
  const own = resolved(document, schema);
  const inner = own.type === "array" ? own.items : own.properties === undefined ? own.additionalProperties : undefined;
  return inner === undefined ? own : resolved(document, inner);
}
