import { copyJson, isObject, memberOf, sameJson, setMember, stringOf } from "../../../../lib/index.ts";
import { PatchMalformed, PatchRefused } from "./patch-refused.ts";

/**
 * Applies an RFC 6902 patch to a copy.
 * @throws {PatchRefused} for an operation that does not fit the document, and for a `test` that fails
 */
export function jsonPatch(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw new PatchMalformed("a JSON patch is a list of operations", { status: 400 });
  let result = copyJson(document);
  for (const operation of operations) result = applyOperation(result, operation);
  return result;
}

function applyOperation(document: unknown, operation: unknown): unknown {
  if (!isObject(operation)) throw new PatchRefused("an operation is an object");
  const { op, value } = operation;
  const path = pointer(operation.path);
  switch (op) {
    case "add":
      return insert(document, path, copyJson(value));
    case "remove":
      return remove(document, path);
    case "replace":
      return replace(document, path, copyJson(value));
    case "move": {
      const from = pointer(operation.from);
      const moved = read(document, from);
      return insert(remove(document, from), path, moved);
    }
    case "copy":
      return insert(document, path, copyJson(read(document, pointer(operation.from))));
    case "test":
      if (sameJson(readOrUndefined(document, path), value)) return document;
      throw new PatchRefused(`testing value ${String(operation.path)} failed: test failed`);
    default:
      throw new PatchRefused(`unexpected kind: ${String(op)}`);
  }
}

function pointer(text: unknown): readonly string[] {
  const path = stringOf(text);
  if (path === undefined || (path !== "" && !path.startsWith("/"))) {
    throw new PatchRefused(`a path starts with a slash: ${String(text)}`);
  }
  return path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function readOrUndefined(document: unknown, path: readonly string[]): unknown {
  let current = document;
  for (const part of path) {
    if (Array.isArray(current)) current = current[Number(part)];
    else if (isObject(current)) current = memberOf(current, part);
    else return undefined;
  }
  return current;
}

function read(document: unknown, path: readonly string[]): unknown {
  const value = readOrUndefined(document, path);
  if (value === undefined) throw missing(path);
  return value;
}

function insert(document: unknown, path: readonly string[], value: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(indexIn(parent, last, path, parent.length), 0, value);
  else if (isObject(parent)) setMember(parent, last, value);
  else throw missing(path);
  return document;
}

/** A member that is not there is added: RFC 6902 refuses that, and the API server's library does it. */
function replace(document: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const isList = Array.isArray(read(document, path.slice(0, -1)));
  return insert(isList ? remove(document, path) : document, path, value);
}

function remove(document: unknown, path: readonly string[]): unknown {
  const last = path.at(-1);
  const parent = read(document, path.slice(0, -1));
  if (last === undefined) return undefined;
  if (Array.isArray(parent)) parent.splice(indexIn(parent, last, path, parent.length - 1), 1);
  else if (isObject(parent) && Object.hasOwn(parent, last)) delete parent[last];
  else
    throw new PatchRefused(`remove operation does not apply: doc is missing path: "/${path.join("/")}": missing value`);
  return document;
}

function indexIn(list: readonly unknown[], part: string, path: readonly string[], highest: number): number {
  if (part === "-") return list.length;
  const index = Number(part);
  if (!Number.isInteger(index) || index < 0 || index > highest) throw missing(path);
  return index;
}

function missing(path: readonly string[]): PatchRefused {
  return new PatchRefused(`operation does not apply: doc is missing path: "/${path.join("/")}": missing value`);
}
