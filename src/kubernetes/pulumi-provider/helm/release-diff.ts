import { isObject, memberOf, setMember } from "../../../lib/index.ts";
import type { DetailedDiffKind, DiffResult, PropertyMap } from "../../../provider/resource-provider.ts";
import { containsUnknowns, formatPath, isInside, type PropertyPath } from "../../../pulumi/index.ts";

const replacing: ReadonlySet<string> = new Set(["name", "namespace"]);

/** Compares a release's inputs with its last ones. Another name or namespace is another release; all else is an upgrade. */
export function diffRelease(before: PropertyMap, after: PropertyMap, ignoreChanges: readonly string[]): DiffResult {
  const detailedDiff: Record<string, { kind: DetailedDiffKind; inputDiff: boolean }> = {};
  const changed = new Set<string>();
  for (const [path, kind] of differences(before, after, [])) {
    const key = String(path[0]);
    if (key.startsWith("__") || isInside(path, ignoreChanges)) continue;
    changed.add(key);
    setMember(detailedDiff, formatPath(path), {
      kind: replacing.has(key) ? `${kind}-replace` : kind,
      inputDiff: true,
    });
  }
  return {
    changes: changed.size > 0 ? "some" : "none",
    replaces: [...changed].filter((key) => replacing.has(key)),
    diffs: [...changed],
    detailedDiff,
    stables: [],
    deleteBeforeReplace: false,
  };
}

function differences(
  before: unknown,
  after: unknown,
  path: PropertyPath,
): readonly (readonly [PropertyPath, "add" | "delete" | "update"])[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(memberOf(before, key), memberOf(after, key), [...path, key]),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, at) => differences(before[at], after[at], [...path, at])).flat();
  }
  if (before === after && !containsUnknowns(after)) return [];
  return [[path, before === undefined ? "add" : after === undefined ? "delete" : "update"]];
}
