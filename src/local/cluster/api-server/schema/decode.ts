import { canonicalQuantity } from "../../../../kubernetes/quantity/index.ts";
import { isObject, type JsonObject, setMember } from "../../../../lib/index.ts";
import { isZero } from "./defaults.ts";
import { jsonForm } from "./json-forms.ts";
import { definition } from "./schema.ts";
import type { TypeNode } from "./type-node.ts";

/** A value that cannot be read as its type. The message is the one of the server's JSON decoder. */
export interface DecodeFault {
  readonly message: string;
}

export interface Decoded {
  /** The value in the server's spelling: nulls and unknown fields dropped, quantities and times canonical. */
  readonly value: unknown;
  /** Paths of fields that the type does not declare, in the order met. */
  readonly unknown: readonly string[];
  /** The first value of a wrong type. */
  readonly fault: DecodeFault | undefined;
}

interface Place {
  readonly path: string;
  /** Name of the Go struct that holds the field, as decoder messages name it. */
  readonly struct: string;
}

/** Reads a built-in type's object from what a client sent. */
export function decode(type: TypeNode, value: unknown): Decoded {
  const unknown: string[] = [];
  let fault: DecodeFault | undefined;
  const fail = (message: string): undefined => {
    fault ??= { message };
    return undefined;
  };

  const visit = (node: TypeNode, raw: unknown, place: Place): unknown => {
    if (raw === null) return undefined;
    switch (node.shape) {
      case "any":
        return raw;
      case "list":
        return visitList(node, raw, place);
      case "struct":
      case "map":
        return visitObject(node, raw, place);
      default:
        return scalar(node, raw, (goType) => mismatch(raw, goType, place), fail);
    }
  };

  const mismatch = (raw: unknown, goType: string, { path, struct }: Place): undefined => {
    const where = path === "" ? "Go value" : `Go struct field ${struct}.${withoutIndexes(path)}`;
    return fail(`json: cannot unmarshal ${jsonWord(raw)} into ${where} of type ${goType}`);
  };

  const visitList = (node: TypeNode, raw: unknown, place: Place): unknown => {
    if (!Array.isArray(raw)) return mismatch(raw, `[]${goTypeOf(node.items)}`, place);
    return raw.map((item: unknown, index) => {
      const read = visit(node.items, item, { path: `${place.path}[${index}]`, struct: place.struct });
      return read === undefined ? emptyOf(node.items) : read;
    });
  };

  const visitObject = (node: TypeNode, raw: unknown, place: Place): unknown => {
    if (!isObject(raw)) return mismatch(raw, goTypeOf(node), place);
    const result: JsonObject = {};
    const struct = node.definition === undefined ? place.struct : shortName(node.definition);
    for (const [name, child] of Object.entries(raw)) {
      const type = node.field(name) ?? node.values;
      const path = place.path === "" ? name : `${place.path}.${name}`;
      if (type === undefined) unknown.push(path);
      else {
        const read = visit(type, child, node.shape === "map" ? place : { path, struct });
        if (isLeftOut(node, name, type, read)) continue;
        if (read !== undefined) setMember(result, name, read);
        else if (child === null && node.shape === "map") setMember(result, name, emptyOf(type));
      }
    }
    return result;
  };

  return { value: visit(type, value, { path: "", struct: "" }), unknown, fault };
}

function scalar(
  node: TypeNode,
  sent: unknown,
  mismatch: (goType: string) => undefined,
  fail: (message: string) => undefined,
): unknown {
  // No field of a built-in type means anything by an integer that a number does not hold.
  const raw = typeof sent === "bigint" ? Number(sent) : sent;
  if (node.isQuantity) {
    if (typeof raw !== "string" && typeof raw !== "number") return mismatch("resource.Quantity");
    return (
      canonicalQuantity(raw) ??
      fail("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    );
  }
  if (node.definition === definition.intOrString) {
    return typeof raw === "string" || typeof raw === "number" ? raw : mismatch("intstr.IntOrString");
  }
  switch (node.schema.type) {
    case "integer":
      if (typeof raw !== "number") return mismatch(goTypeOf(node));
      return Number.isInteger(raw)
        ? raw
        : fail(`json: cannot unmarshal number ${raw} into Go value of type ${goTypeOf(node)}`);
    case "number":
      return typeof raw === "number" ? raw : mismatch("float64");
    case "boolean":
      return typeof raw === "boolean" ? raw : mismatch("bool");
    default:
      return text(node, raw, mismatch, fail);
  }
}

function text(
  node: TypeNode,
  raw: unknown,
  mismatch: (goType: string) => undefined,
  fail: (message: string) => undefined,
): unknown {
  if (typeof raw !== "string") return mismatch("string");
  if (node.definition === definition.time || node.definition === definition.microTime) {
    const time = new Date(raw);
    if (Number.isNaN(time.getTime())) {
      return fail(`parsing time ${JSON.stringify(raw)} as "2006-01-02T15:04:05Z07:00": cannot parse it`);
    }
    const seconds = time.toISOString().slice(0, 19);
    if (node.definition === definition.time) return `${seconds}Z`;
    const fraction = /\.(\d+)/.exec(raw)?.[1] ?? "";
    return `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
  }
  if (node.schema.format === "byte" && !/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(raw)) {
    return fail(`illegal base64 data at input byte ${Math.max(raw.search(/[^A-Za-z0-9+/]/), 0)}`);
  }
  return raw;
}

/** A server does not write empty lists and maps, except those that a type always has, nor what its encoder takes for unset. */
function isLeftOut(parent: TypeNode, name: string, { shape }: TypeNode, value: unknown): boolean {
  if (parent.shape !== "struct" || value === undefined) return false;
  if (shape === "scalar") return isZero(value) && jsonForm(parent.definition).omitted.has(name);
  if (shape !== "list" && shape !== "map") return false;
  if (parent.schema.required?.includes(name) === true || jsonForm(parent.definition).null.has(name)) return false;
  return Object.keys(value as object).length === 0;
}

function emptyOf(node: TypeNode): unknown {
  if (node.shape === "scalar") return node.schema.type === "string" ? "" : node.schema.type === "boolean" ? false : 0;
  return node.shape === "list" ? [] : {};
}

function jsonWord(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}

function goTypeOf(node: TypeNode): string {
  if (node.shape === "list") return `[]${goTypeOf(node.items)}`;
  if (node.shape === "map") return `map[string]${goTypeOf(node.values ?? node)}`;
  if (node.definition !== undefined) return node.definition.split(".").slice(-2).join(".");
  const { type, format } = node.schema;
  if (type === "integer") return format ?? "int64";
  return type === "boolean" ? "bool" : type === "number" ? "float64" : "string";
}

function shortName(definition: string): string {
  return definition.slice(definition.lastIndexOf(".") + 1);
}

function withoutIndexes(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "");
}
