import { memberOf, setMember } from "../../../../lib/index.ts";
import type { DetailedDiffKind, DiffResult, PropertyMap } from "../../../../provider/index.ts";
import { formatPath, isInside, isUnknown, type PropertyPath } from "../../../../pulumi/index.ts";
import { immutableAt } from "../apis/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import { defaultsOf, rulesOf } from "../rules/index.ts";
import { withoutIndexes } from "../values/index.ts";
import { type Change, changesBetween } from "./changes.ts";
import { equivalent, projected } from "./equivalence.ts";

export interface DiffRequest {
  readonly oldInputs: PropertyMap;
  readonly oldOutputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

/**
 * What would change: the program's old inputs against its new ones, and the cloud's last known state against them.
 *
 * A value that the cloud writes in another form (a full link for a short name) is no change. Neither is a property that
 * the program dropped and that the cloud has a value for anyway.
 */
export function diffResource(
  facts: TypeFacts,
  { oldInputs, oldOutputs, news, ignoreChanges }: DiffRequest,
): DiffResult {
  const detailedDiff: Record<string, { kind: DetailedDiffKind; inputDiff: boolean }> = {};
  const diffs: string[] = [];
  const replaces: string[] = [];
  const defaults = defaultsOf(facts);
  const keys = [oldInputs, news, defaults, setByOthers(facts, oldOutputs)].flatMap((map) => Object.keys(map));
  for (const key of new Set(keys)) {
    if (key === "__defaults" || isInside([key], ignoreChanges)) continue;
    const { changes, inputDiff } = changesOf(key, {
      oldInputs,
      oldOutputs,
      news,
      facts,
      byDefault: memberOf(defaults, key),
    });
    for (const change of changes) {
      if (isInside(change.path, ignoreChanges)) continue;
      const replace = needsReplacement(facts, change.path, {
        before: memberOf(oldInputs, key) ?? memberOf(oldOutputs, key),
        after: memberOf(news, key),
      });
      if (replace && !replaces.includes(key)) replaces.push(key);
      if (!diffs.includes(key)) diffs.push(key);
      setMember(detailedDiff, formatPath(change.path), {
        kind: replace ? `${change.kind}-replace` : change.kind,
        inputDiff,
      });
    }
  }
  return {
    changes: diffs.length > 0 ? "some" : "none",
    replaces,
    diffs,
    detailedDiff,
    stables: replaces.length > 0 ? [] : Object.keys(facts.outputs).filter(isStable),
    deleteBeforeReplace: replaces.length > 0 && keepsItsName(oldInputs, news, facts),
  };
}

function changesOf(
  key: string,
  {
    oldInputs,
    oldOutputs,
    news,
    facts,
    byDefault,
  }: Omit<DiffRequest, "ignoreChanges"> & { readonly facts: TypeFacts; readonly byDefault: unknown },
): { changes: Change[]; inputDiff: boolean } {
  const [before, after] = [memberOf(oldInputs, key), memberOf(news, key)];
  const property = memberOf(facts.inputs, key);
  const isFreeMap = property?.type.startsWith("{") ?? false;
  const state = memberOf(oldOutputs, key);
  if (!equivalent(before, after)) {
    if (after === undefined && property?.always && byDefault === undefined) return none;
    if (after === undefined && equivalent(state, byDefault)) return none;
    if (before === undefined && state !== undefined && equivalent(projected(state, after, isFreeMap), after))
      return none;
    return { changes: changesBetween(before, after, [key]), inputDiff: true };
  }
  // Where the cloud keeps no value under this name (write-only inputs) there is nothing to compare.
  const wanted = after ?? byDefault;
  if (state === undefined || (wanted === undefined && property?.always !== false)) return none;
  return { changes: changesBetween(projected(state, wanted, isFreeMap), wanted, [key]), inputDiff: false };
}

/** Values of optional properties that the cloud itself leaves empty. Where the program declares none, another tool has set them. */
function setByOthers(facts: TypeFacts, state: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(state).filter(([key]) => {
      const property = memberOf(facts.inputs, key);
      return property !== undefined && !property.always && !property.required && !PLACES.has(key);
    }),
  );
}

/** Properties that come from the provider's configuration where a program gives none. */
const PLACES: ReadonlySet<string> = new Set(["project", "region", "zone", "location"]);

const none = { changes: [], inputDiff: false };

function needsReplacement(
  facts: TypeFacts,
  path: PropertyPath,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): boolean {
  const rules = rulesOf(facts.token);
  const [key] = path;
  if (typeof key !== "string" || rules.updateInPlace?.includes(key)) return false;
  const sometimes = memberOf(rules.replaceWhen, key);
  if (sometimes !== undefined) return isUnknown(after) || sometimes(before, after);
  const named = withoutIndexes(path);
  const listed = rules.replaceOn?.some(
    (pattern) => pattern === "*" || named === pattern || named.startsWith(`${pattern}.`),
  );
  if (listed === true || memberOf(facts.inputs, key)?.replaces === true) return true;
  const api = facts.api();
  return api !== undefined && immutableAt(path, api) !== undefined;
}

/** Whether old and new resource would have the same id. The old one is then deleted before the new one is created. */
function keepsItsName(oldInputs: PropertyMap, news: PropertyMap, facts: TypeFacts): boolean {
  const format = rulesOf(facts.token).idFormat ?? facts.idFormat ?? "{{name}}";
  const parts = [...format.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? "");
  return (
    parts.every((name) => equivalent(memberOf(oldInputs, name), memberOf(news, name))) &&
    parts.some((name) => memberOf(news, name) !== undefined)
  );
}

function isStable(name: string): boolean {
  return /^(selfLink|creationTimestamp|createTime|uniqueId|uid)$/.test(name);
}
