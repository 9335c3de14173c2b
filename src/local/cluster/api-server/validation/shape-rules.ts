import { isObject, type JsonObject } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import type { TypeNode } from "../schema/index.ts";
import { required, unsupported } from "./causes.ts";

/** Parts that are not a client's wish, or have rules of their own. */
const unchecked = new Set(["apiVersion", "kind", "metadata", "status"]);

/** Empty required texts and values outside a built-in type's enumerations, anywhere in what a client wants. */
export function requiredAndEnumFaults(type: TypeNode, object: JsonObject): readonly StatusCause[] {
  const causes: StatusCause[] = [];

  const visit = (node: TypeNode, value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(node.items, item, `${path}[${index}]`);
      return;
    }
    if (isObject(value)) {
      visitObject(node, value, path);
      return;
    }
    const allowed = node.schema.enum;
    if (allowed !== undefined && value !== "" && !allowed.includes(value))
      causes.push(unsupported(path, value, allowed));
  };

  const visitObject = (node: TypeNode, value: JsonObject, path: string): void => {
    for (const name of node.schema.required ?? []) {
      const field = node.field(name);
      const text = field?.shape === "scalar" && field.schema.type === "string";
      if (text && (value[name] === undefined || value[name] === "")) causes.push(required(join(path, name)));
    }
    for (const [name, child] of Object.entries(value)) {
      const field = path === "" && unchecked.has(name) ? undefined : (node.field(name) ?? node.values);
      if (field !== undefined) visit(field, child, node.shape === "map" ? `${path}[${name}]` : join(path, name));
    }
  };

  visit(type, object, "");
  return causes;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
