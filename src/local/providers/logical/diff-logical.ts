import { isObject, memberOf, setMember } from "../../../lib/index.ts";
import type { DetailedDiffKind, DiffResult, PropertyMap } from "../../../provider/index.ts";
import { containsUnknowns, formatPath, isInside, type PropertyPath } from "../../../pulumi/index.ts";
import type { LogicalType } from "./logical-type.ts";

/** Old and new inputs of a resource, and its outputs as the state has them. */
export interface LogicalChange {
  readonly oldInputs: PropertyMap;
  readonly oldOutputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

/**
 * Compares new inputs with those that the resource was created with, with defaults filled in on both sides: writing out
 * a default is no change.
 */
export function diffLogical(type: LogicalType, names: readonly string[], change: LogicalChange): DiffResult {
  const { oldInputs, oldOutputs, ignoreChanges } = change;
  const news = completedInputs(type, change.news);
  const olds = { ...completedInputs(type, oldInputs), ...oldOutputs };
  const detailedDiff: Record<string, { kind: DetailedDiffKind; inputDiff: boolean }> = {};
  const diffs: string[] = [];
  const replaces: string[] = [];
  for (const name of names) {
    if (type.writeOnly?.includes(name)) continue;
    const [before, after] = [memberOf(olds, name), memberOf(news, name)];
    const inPlace = type.updatesInPlace?.includes(name) === true;
    for (const [path, kind] of differences(before, after, [name])) {
      if (isInside(path, ignoreChanges)) continue;
      setMember(detailedDiff, formatPath(path), { kind: inPlace ? kind : `${kind}-replace`, inputDiff: true });
      if (!diffs.includes(name)) diffs.push(name);
      if (!inPlace && !replaces.includes(name)) replaces.push(name);
    }
  }
  for (const name of type.replacedBy?.(oldOutputs) ?? []) {
    setMember(detailedDiff, name, { kind: "update-replace", inputDiff: false });
    diffs.push(name);
    replaces.push(name);
  }
  return {
    changes: diffs.length > 0 ? "some" : "none",
    replaces,
    diffs,
    detailedDiff,
    stables: [],
    deleteBeforeReplace: false,
  };
}

/** Inputs as a type works with them. */
export function completedInputs(type: LogicalType, inputs: PropertyMap): PropertyMap {
  const completed = { ...type.defaults, ...inputs };
  return type.completed?.(completed) ?? completed;
}

type Kind = "add" | "delete" | "update";

/** The innermost places where two values differ. */
function differences(before: unknown, after: unknown, path: PropertyPath): [PropertyPath, Kind][] {
  if (isNothing(before) && isNothing(after)) return [];
  if (isNothing(before)) return [[path, "add"]];
  if (isNothing(after)) return [[path, "delete"]];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, at) => differences(before[at], after[at], [...path, at])).flat();
  }
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(memberOf(before, key), memberOf(after, key), [...path, key]),
    );
  }
  return before === after && !containsUnknowns(after) ? [] : [[path, "update"]];
}

/** A list or a map that was not given is as good as an empty one. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
