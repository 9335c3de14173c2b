// Which field of an API a property of a Pulumi type is, by rules and by the exceptions' table.
import type { ObjectCodes, TypeCodes } from "./declared-types.ts";
import type { DiscoveryDocument, DiscoverySchema } from "./discovery.ts";
import { isKeptByProvider, type PropertyException } from "./exceptions/index.ts";
import type { NamedProperty } from "./field-rules.ts";
import { type Found, fieldAt, findField, isOutput, type Root } from "./find-field.ts";
import { elementOf } from "./fits.ts";
import { bare } from "./words.ts";

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

export interface Mapping {
  readonly document: DiscoveryDocument;
  readonly roots: readonly Root[];
  /** Parameters of the calls' addresses and queries by the names that a property may have for them. */
  readonly parameters: ReadonlyMap<string, { readonly name: string; readonly pattern: string | undefined }>;
  readonly exceptions: Readonly<Record<string, PropertyException>>;
  readonly objects: ObjectCodes;
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
  if (exception !== undefined)
    return { ...fieldAt(exception.path, mapping.roots, mapping.document), isChecked: exception.isChecked };
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
