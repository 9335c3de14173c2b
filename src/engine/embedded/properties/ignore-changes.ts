import type { Properties } from "../state/snapshot.ts";
import { parsePath, resetAt } from "./path.ts";

/**
 * The inputs with the old value wherever a path of `ignoreChanges` leads.
 *
 * @returns also the paths that could not be applied, because what stands around them was added or removed.
 */
export function withIgnoredChanges(
  inputs: Properties,
  oldInputs: Properties,
  ignoreChanges: readonly string[],
): { readonly inputs: Properties; readonly notApplied: readonly string[] } {
  let result: Record<string, unknown> = { ...inputs };
  const notApplied: string[] = [];
  for (const text of ignoreChanges) {
    const path = parsePath(text);
    if (!path) continue;
    const changed = resetAt(path, { ...oldInputs }, result);
    if (changed) result = changed;
    else notApplied.push(text);
  }
  return { inputs: result, notApplied };
}
