import { at, isObject, type JsonObject, listAt, textAt, withoutValue, withValue } from "../../lib/index.ts";
import { parsePath } from "../../pulumi/index.ts";

/**
 * Inputs in which the ignored fields say what the cluster says, so that applying them changes none of these.
 *
 * A field that only others manage is left out instead: to say it too would make this resource one of its managers. Paths
 * into lists are left as they are.
 */
export function withIgnoredFields(
  inputs: JsonObject,
  request: { readonly live: JsonObject; readonly fieldManager: string; readonly ignoreChanges: readonly string[] },
): JsonObject {
  let applied = inputs;
  for (const written of request.ignoreChanges) {
    const path = parsePath(written)?.map(String);
    if (path === undefined || path.some((step) => step === "*" || /^\d+$/.test(step))) continue;
    const liveValue = at(request.live, ...path);
    const managers = managersOfField(request.live, path);
    if (managers.length > 0 && !managers.includes(request.fieldManager)) applied = withoutValue(applied, path);
    else if (liveValue !== undefined) applied = withValue(applied, path, liveValue);
  }
  return applied;
}

function managersOfField(live: JsonObject, path: readonly string[]): readonly string[] {
  return listAt(live, "metadata", "managedFields").flatMap((entry) => {
    const fields = at(entry, "fieldsV1", ...path.map((step) => `f:${step}`));
    return isObject(fields) ? [textAt(entry, "manager") ?? ""] : [];
  });
}
