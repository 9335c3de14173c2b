import { isObject, type JsonObject } from "../../../../lib/index.ts";
import type { TypeNode } from "../schema/index.ts";
import { type FieldPath, pathText } from "./field-set.ts";
import { goType, plainGo, sourceGo } from "./go-words.ts";
import { itemElement, type TypeFault, typeOfField, UntypedValue } from "./typed.ts";

/**
 * Refuses a value that does not fit its type, with every fault that the server names.
 *
 * The server stops at the first undeclared field of a map, and at the first item of a keyed list that lacks its keys:
 * `validatingObjectWalker` of structured-merge-diff 6.3.0.
 * @throws {UntypedValue}
 */
export function requireTyped(type: TypeNode, value: unknown): void {
  const faults = faultsOf(type, value, []);
  if (faults.length > 0) throw new UntypedValue({ faults });
}

function faultsOf(type: TypeNode, value: unknown, path: FieldPath): readonly TypeFault[] {
  if (value === null || value === undefined) return [];
  const refuse = (why: string): readonly TypeFault[] => [{ path: pathText(path), why }];
  switch (type.shape) {
    case "struct":
    case "map":
      return isObject(value) ? fieldFaults(type, value, path) : refuse(`expected map, got ${shown(value)}`);
    case "list":
      return Array.isArray(value) ? itemFaults(type, value, path) : refuse(`expected list, got ${shown(value)}`);
    case "scalar": {
      const why = scalarFault(type, value);
      return why === undefined ? [] : refuse(why);
    }
    default:
      return [];
  }
}

function fieldFaults(type: TypeNode, value: JsonObject, path: FieldPath): readonly TypeFault[] {
  const faults: TypeFault[] = [];
  for (const [name, child] of Object.entries(value)) {
    const below = [...path, `f:${name}`];
    const field = typeOfField(type, name);
    if (field === undefined) return [...faults, { path: pathText(below), why: "field not declared in schema" }];
    faults.push(...faultsOf(field, child, below));
  }
  return faults;
}

function itemFaults(type: TypeNode, items: readonly unknown[], path: FieldPath): readonly TypeFault[] {
  const faults: TypeFault[] = [];
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const { element, fault } = type.atomic ? { element: `i:${index}` } : itemElement(type, item, index);
    if (fault !== undefined) return [...faults, { path: pathText(path), why: fault }];
    if (seen.has(element))
      faults.push({ path: pathText(path), why: `duplicate entries for key ${pathText([element])}` });
    seen.add(element);
    faults.push(...faultsOf(type.items, item, [...path, element]));
  }
  return faults;
}

/** Texts with a format may be any scalar here; what has no type may be anything. */
function scalarFault({ schema }: TypeNode, value: unknown): string | undefined {
  const kind = typeof value;
  switch (schema.type) {
    case "integer":
    case "number":
      return kind === "number" || kind === "bigint"
        ? undefined
        : `expected numeric (int or float), got ${goType(value)}`;
    case "boolean":
      return kind === "boolean" ? undefined : `expected boolean, got ${shown(value)}`;
    case "string":
      if (schema.format !== undefined && schema.format !== "byte")
        return kind === "object" ? `expected any scalar, got ${shown(value)}` : undefined;
      return kind === "string" ? undefined : `expected string, got &value.valueUnstructured{Value:${sourceGo(value)}}`;
    default:
      return undefined;
  }
}

const shown = (value: unknown): string => `&{${plainGo(value)}}`;
