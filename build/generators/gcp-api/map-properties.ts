// Which field of an API a property of a Pulumi type is, by rules and by the exceptions' table.
import type { ObjectCodes, TypeCodes } from "./declared-types.ts";
import { type DiscoveryDocument, type DiscoverySchema, resolved } from "./discovery.ts";
import { isKeptByProvider, type PropertyException } from "./exceptions/index.ts";
import { type FieldRule, fieldRules, type NamedProperty } from "./field-rules.ts";
import { bare, sameWord } from "./words.ts";

/** What became of one property. */
export interface MappedProperty {
  /** The path without indexes: `networkInterfaces.accessConfigs.networkTier`. */
  readonly property: string;
  /** Pulumi's type as a code, without flags. */
  readonly code: string;
  /** Whether the package demands it. */
  readonly isRequired: boolean;
  readonly to:
    | { readonly kind: "field"; readonly path: string; readonly schema: DiscoverySchema; readonly isChecked: boolean }
    /** A part of the address of the call, or of its query. */
    | { readonly kind: "parameter"; readonly name: string; readonly pattern: string | undefined }
    /** Decided by Pulumi's provider and not sent. */
    | { readonly kind: "provider" }
    | { readonly kind: "none" };
}

/** Where fields are looked for, first choice first. */
export interface Root {
  /** In front of the path of each field, with a dot at its end; empty for the resource itself. */
  readonly prefix: string;
  readonly schema: DiscoverySchema;
}

export interface Mapping {
  readonly document: DiscoveryDocument;
  readonly roots: readonly Root[];
  /** Parameters of the calls' addresses and queries by the names that a property may have for them. */
  readonly parameters: ReadonlyMap<string, { readonly name: string; readonly pattern: string | undefined }>;
  readonly exceptions: Readonly<Record<string, PropertyException>>;
  readonly objects: ObjectCodes;
}

interface Found {
  readonly path: string;
  readonly schema: DiscoverySchema;
}

/** Objects of a type contain themselves in a few APIs. */
const DEEPEST = 9;

export function mapProperties(codes: TypeCodes, mapping: Mapping): MappedProperty[] {
  return mapObject(codes, mapping.roots, "", mapping, 0);
}

function mapObject(
  codes: TypeCodes,
  roots: readonly Root[],
  at: string,
  mapping: Mapping,
  depth: number,
): MappedProperty[] {
  if (depth > DEEPEST) return [];
  return Object.entries(codes).flatMap(([name, flagged]) => {
    const property = `${at}${name}`;
    const code = flagged.replace(/[!*+~]*$/, "");
    const declared = { property, code, isRequired: flagged.includes("!") };
    const found = fieldOf({ name, within: at }, property, code, roots, mapping);
    const parameter = at === "" ? mapping.parameters.get(bare(name)) : undefined;
    // APIs repeat in a field what stands in the address, and take it from the address alone.
    const isInAddress = found === undefined || (found !== "provider" && isOutput(found.schema));
    if (parameter !== undefined && isInAddress) return [{ ...declared, to: { kind: "parameter", ...parameter } }];
    if (found !== undefined && found !== "provider") {
      const { path, schema, isChecked } = found;
      const inner = innerRoots(found, mapping.document);
      return [
        { ...declared, to: { kind: "field", path, schema, isChecked } },
        ...inside(property, code, inner, mapping, depth),
      ];
    }
    const isOwn = found === "provider" || isKeptByProvider(name);
    return [
      { ...declared, to: { kind: isOwn ? "provider" : "none" } },
      ...inside(property, code, [], mapping, depth, isOwn ? "provider" : undefined),
    ];
  });
}

/** What the exceptions' table says of a property, and else the first rule that finds a field. */
function fieldOf(
  named: NamedProperty,
  property: string,
  code: string,
  roots: readonly Root[],
  mapping: Mapping,
): (Found & { readonly isChecked: boolean }) | "provider" | undefined {
  const exception = mapping.exceptions[property];
  if (exception === "provider") return exception;
  if (exception !== undefined) return { ...fieldAt(exception.path, mapping), isChecked: exception.isChecked };
  const found = findField(named, code, roots, mapping.document);
  return found === undefined ? undefined : { ...found, isChecked: true };
}

/** The properties of the object that a property holds, or of each object in its list. */
function inside(
  property: string,
  code: string,
  roots: readonly Root[],
  mapping: Mapping,
  depth: number,
  kind?: "provider",
): MappedProperty[] {
  const object = /@(\w+)/.exec(code)?.[1];
  const codes = object === undefined ? undefined : mapping.objects[object];
  if (codes === undefined || code.startsWith("{")) return [];
  const inner = mapObject(codes, roots, `${property}.`, mapping, depth + 1);
  return kind === undefined ? inner : inner.map((each) => ({ ...each, to: { kind } }));
}

function innerRoots({ path, schema }: Found, document: DiscoveryDocument): Root[] {
  const element = elementOf(schema, document);
  return element.properties === undefined ? [] : [{ prefix: `${path}.`, schema: element }];
}

function elementOf(schema: DiscoverySchema, document: DiscoveryDocument): DiscoverySchema {
  const own = resolved(document, schema);
  const inner = own.type === "array" ? own.items : own.properties === undefined ? own.additionalProperties : undefined;
  return inner === undefined ? own : resolved(document, inner);
}

/** The field that the first rule finds in the first root, and else in the objects that a root holds, where only one has it. */
function findField(
  named: NamedProperty,
  code: string,
  roots: readonly Root[],
  document: DiscoveryDocument,
): Found | undefined {
  for (const rule of fieldRules) {
    for (const root of roots) {
      const found = ownField(rule, named, code, root, document);
      if (found !== undefined) return found;
    }
  }
  for (const rule of fieldRules.slice(0, 3)) {
    const nested = roots.flatMap((root) =>
      Object.entries(root.schema.properties ?? {}).flatMap(([outer, field]) => {
        const schema = resolved(document, field);
        if (schema.type !== "object" || schema.properties === undefined || isOutput(field)) return [];
        const found = ownField(rule, named, code, { prefix: `${root.prefix}${outer}.`, schema }, document);
        return found === undefined ? [] : [found];
      }),
    );
    if (nested.length === 1) return nested[0];
  }
  return switchOf(named, code, roots, document);
}

/** The one field of a root that a rule means. A rule that means several means none. */
function ownField(
  rule: FieldRule,
  named: NamedProperty,
  code: string,
  { prefix, schema }: Root,
  document: DiscoveryDocument,
): Found | undefined {
  const found = Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const suffix = rule(named, field) ? fits(code, inner, document) : undefined;
    return suffix === undefined
      ? []
      : [{ path: `${prefix}${field}${suffix}`, schema: behind(inner, suffix, document) }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** `enableAutopilot` is `autopilot.enabled`. */
function switchOf(
  { name }: NamedProperty,
  code: string,
  roots: readonly Root[],
  document: DiscoveryDocument,
): Found | undefined {
  const subject = /^enable([A-Z]\w*)$/.exec(name)?.[1];
  if (code !== "b" || subject === undefined) return undefined;
  for (const { prefix, schema } of roots) {
    for (const [field, inner] of Object.entries(schema.properties ?? {})) {
      const held = resolved(document, inner).properties;
      const flag = ["enabled", "enable"].find((each) => held?.[each]?.type === "boolean");
      const found = flag === undefined ? undefined : held?.[flag];
      if (sameWord(subject, field) && found !== undefined) return { path: `${prefix}${field}.${flag}`, schema: found };
    }
  }
  return undefined;
}

/** The schema that a suffix of {@link fits} leads to: the list in the only field of an object, or the only field of the objects in a list. */
function behind(field: DiscoverySchema, suffix: string, document: DiscoveryDocument): DiscoverySchema {
  const inner = /\.(\w+)/.exec(suffix)?.[1];
  return inner === undefined ? field : (elementOf(field, document).properties?.[inner] ?? field);
}

function isOutput(schema: DiscoverySchema): boolean {
  return schema.readOnly === true;
}

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

/** The field that the exceptions' table names, such as `properties.disks[].source`. */
function fieldAt(path: string, { document, roots }: Mapping): Found {
  for (const { prefix, schema } of roots) {
    const found = fieldIn(schema, path.split("."), document);
    if (found !== undefined) return { path: `${prefix}${path}`, schema: found };
  }
  throw new Error(
    `the exceptions' table names the field ${path}, which ${document.name} ${document.revision} does not have`,
  );
}

function fieldIn(
  schema: DiscoverySchema,
  [head = "", ...rest]: readonly string[],
  document: DiscoveryDocument,
): DiscoverySchema | undefined {
  const field = schema.properties?.[head.replace(/(\[\]|\{\})$/, "")];
  if (field === undefined || rest.length === 0) return field;
  return fieldIn(elementOf(field, document), rest, document);
}
