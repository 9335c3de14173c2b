import { copyJson, isObject, type JsonObject, memberOf, setMember } from "../../../../lib/index.ts";

/** Applies an RFC 7396 patch: objects merge, `null` removes, everything else replaces. The document is left as it is. */
export function mergePatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return copyJson(patch);
  const result: JsonObject = isObject(document) ? { ...document } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else setMember(result, name, mergePatch(memberOf(result, name), value));
  }
  return result;
}
