import { isObject, type JsonObject, memberOf, sameJson } from "../../lib/index.ts";
import type { FieldSet } from "../client/index.ts";
import { keyStep, listKeys } from "./list-keys.ts";

/** One place in which two objects differ. What is `undefined` on one side is not there. */
export interface FieldChange {
  /** `.spec.replicas`, `.spec.containers[name=web].image` */
  readonly path: string;
  readonly cluster?: unknown;
  readonly git?: unknown;
  /** The items of the list are the same, in another order. */
  readonly reordered?: true;
}

/**
 * Where `git` differs from `cluster`. Items of a list are told apart by their keys where the list has some.
 *
 * @param fields what managers own of both: Kubernetes' notation names the keys of lists
 */
export function fieldChanges(cluster: unknown, git: unknown, fields: FieldSet, path = ""): readonly FieldChange[] {
  if (sameJson(cluster, git) || (isNoItems(cluster) && isNoItems(git))) return [];
  if (isObject(cluster) && isObject(git)) return changesOfMap(cluster, git, fields, path);
  if (Array.isArray(cluster) && Array.isArray(git)) return changesOfList(cluster, git, fields, path);
  return [{ path, ...(cluster !== undefined && { cluster }), ...(git !== undefined && { git }) }];
}

/** Go writes a list without items as either. */
function isNoItems(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function changesOfMap(cluster: JsonObject, git: JsonObject, fields: FieldSet, path: string): readonly FieldChange[] {
  const names = new Set([...Object.keys(cluster), ...Object.keys(git)]);
  return [...names].flatMap((name) =>
    fieldChanges(
      memberOf(cluster, name),
      memberOf(git, name),
      memberOf(fields, `f:${name}`) ?? {},
      path + memberStep(name),
    ),
  );
}

function changesOfList(
  cluster: readonly unknown[],
  git: readonly unknown[],
  fields: FieldSet,
  path: string,
): readonly FieldChange[] {
  const keys = listKeys(fields);
  if (keys === undefined) return changesOfAtomicList(cluster, git, path);
  const [before, after] = [keyed(cluster, keys), keyed(git, keys)];
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((step) =>
    fieldChanges(before.get(step), after.get(step), memberOf(fields, step) ?? {}, `${path}${stepText(step)}`),
  );
  return changes.length > 0 ? changes : [{ path, cluster, git, reordered: true }];
}

function changesOfAtomicList(
  cluster: readonly unknown[],
  git: readonly unknown[],
  path: string,
): readonly FieldChange[] {
  if (cluster.length !== git.length) return [{ path, cluster, git }];
  return cluster.flatMap((item, index) => fieldChanges(item, git[index], {}, `${path}[${index}]`));
}

function keyed(items: readonly unknown[], keys: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(items.map((item) => [keyStep(item, keys), item]));
}

export function memberStep(name: string): string {
  return /^[\w-]+$/.test(name) ? `.${name}` : `[${name}]`;
}

export function stepText(step: string): string {
  if (step.startsWith("v:")) return `[=${step.slice(2)}]`;
  const key = JSON.parse(step.slice(2)) as JsonObject;
  return `[${Object.entries(key)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(",")}]`;
}
