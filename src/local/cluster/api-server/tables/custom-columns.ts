import { isObject, type JsonObject, jsonText, listOf, memberOf, textOf } from "../../../../lib/index.ts";
import type { PrinterColumn } from "../kinds/index.ts";
import { ageOf, type Column, nameColumn } from "./column.ts";

/** The columns that a CustomResourceDefinition declares, after the name. */
export function customColumns(columns: readonly PrinterColumn[]): readonly Column[] {
  return [
    nameColumn,
    ...columns.map(({ name, type, format, description, priority, jsonPath }) => ({
      name,
      type,
      ...(format === undefined ? {} : { format }),
      ...(description === undefined ? {} : { description }),
      priority: priority ?? 0,
      cell: (object: JsonObject, now: Date): unknown => cellOf(type, valuesAt(object, jsonPath), now),
    })),
  ];
}

function cellOf(type: string, values: readonly unknown[], now: Date): unknown {
  const [value] = values;
  if (value === undefined || value === null) return type === "date" ? "<unknown>" : null;
  if (type === "date") return ageOf(value, now);
  if (type === "integer" || type === "number" || type === "boolean") return value;
  const texts = values.map((one) => (typeof one === "object" ? jsonText(one) : textOf(one)));
  return texts.join(",");
}

/**
 * What a column's JSON path finds: fields, indexes, `[*]` and filters such as `[?(@.type=="Ready")]`, in that form only.
 */
export function valuesAt(object: unknown, path: string): readonly unknown[] {
  const steps = path.match(/\[\?\(@\.[^\]]+\)\]|\[[^\]]*\]|(?:[^.[\\]|\\.)+/g) ?? [];
  return steps.reduce<readonly unknown[]>((values, step) => values.flatMap((value) => follow(value, step)), [object]);
}

function follow(value: unknown, step: string): readonly unknown[] {
  const filter = /^\[\?\(@\.([\w.]+)\s*==\s*["'](.*)["']\)\]$/.exec(step);
  if (filter !== null) {
    const [, field = "", wanted = ""] = filter;
    return listOf(value).filter((item) => textOf(valuesAt(item, field)[0]) === wanted);
  }
  if (step === "[*]") return listOf(value);
  const index = /^\[(-?\d+)\]$/.exec(step)?.[1];
  if (index !== undefined) return [listOf(value).at(Number(index))].filter((item) => item !== undefined);
  const quoted = /^\[["'](.*)["']\]$/.exec(step)?.[1];
  const name = quoted ?? step.replaceAll("\\.", ".");
  return isObject(value) && memberOf(value, name) !== undefined ? [memberOf(value, name)] : [];
}
