import { parsePath, resetAt } from "../../../../pulumi/index.ts";
import type { Properties } from "../../stack/index.ts";

/**
 * The inputs with the old value wherever a path of `ignoreChanges` leads.
 *
 * @returns also the paths that could not be applied everywhere, because what stands around them was added or removed.
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
    const { value, complete } = resetAt(path, { ...oldInputs }, result);
    result = value;
    if (!complete) notApplied.push(text);
  }
  return { inputs: result, notApplied };
}
