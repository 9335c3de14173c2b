import { isObject, type JsonObject, memberOf, objectOf } from "../../../../lib/index.ts";

const step = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/gy;

/**
 * The place that a rule's `fieldPath` names below the schema it is written at, as messages write it; `undefined` for a path
 * that is no path or leads nowhere.
 */
export function validFieldPath(path: string, schema: JsonObject): string | undefined {
  let at: unknown = schema;
  let written = "";
  let end = 0;
  for (const match of path.matchAll(step)) {
    const name = match[1] ?? (match[2] ?? "").replaceAll(/\\(.)/g, "$1");
    const { properties, additionalProperties } = objectOf(at);
    if (isObject(properties)) {
      at = memberOf(properties, name);
      written += written === "" ? name : `.${name}`;
    } else if (isObject(additionalProperties)) {
      at = additionalProperties;
      written += `[${name}]`;
    } else return undefined;
    if (!isObject(at)) return undefined;
    end += match[0].length;
  }
  return end === path.length && written !== "" ? written : undefined;
}
