import { isDeepStrictEqual } from "node:util";
import { memberOf } from "../lib/index.ts";
import type { CheckResult, DetailedDiffKind, DiffResult, PropertyMap, ResourceProvider } from "./resource-provider.ts";

/** A function or a resource that only the cloud can tell of. */
class NotAsked extends Error {
  constructor(what: string) {
    super(`${what} is not known: the cloud was not asked.`);
    this.name = "NotAsked";
  }
}

/**
 * A provider for previews that asks no cloud: the inputs of a program are taken as they are, and compared with its last ones.
 *
 * @param replacing paths of two members at most whose change replaces a resource; every other change is shown as an update, which may be
 *   a replacement.
 */
export function unaskedProvider(
  replacing: readonly (readonly [string] | readonly [string, string])[],
): ResourceProvider {
  const refuse = async (what: string): Promise<never> => await Promise.reject(new NotAsked(what));
  return {
    checkConfig: async (news) => ({ inputs: news, failures: [] }),
    diffConfig: async (old, news) => diffOf(old, news, []),
    configure: async () => {},
    check: async (_, { oldInputs, news }): Promise<CheckResult> => ({ inputs: named(oldInputs, news), failures: [] }),
    diff: async (_, { oldInputs, news }) => diffOf(oldInputs, news, replacing),
    create: async ({ type }, { inputs, preview }) => (preview ? { id: "", outputs: inputs } : await refuse(type)),
    update: async ({ type }, { oldOutputs, news, preview }) =>
      preview ? { outputs: { ...oldOutputs, ...news } } : await refuse(type),
    read: async ({ type, id }) => await refuse(`${type} ${id}`),
    delete: async ({ type }) => await refuse(type),
    invoke: async (token) => await refuse(token),
  };
}

/** A name that the provider has made up stays that of the resource as long as the program gives none. */
function named(old: PropertyMap | undefined, news: PropertyMap): PropertyMap {
  const [before, now] = [old?.["metadata"], news["metadata"]];
  if (!isMap(before) || !isMap(now) || "name" in now || !("name" in before)) return news;
  return { ...news, metadata: { ...now, name: before["name"] } };
}

function diffOf(old: PropertyMap, news: PropertyMap, replacing: Parameters<typeof unaskedProvider>[0]): DiffResult {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(news)])].filter((key) => !key.startsWith("__"));
  const diffs = keys.filter((key) => !isDeepStrictEqual(memberOf(old, key), memberOf(news, key)));
  const replaces = replacing
    .filter((path) => !isDeepStrictEqual(at(old, path), at(news, path)))
    .map((path) => path.join("."));
  const detailedDiff = Object.fromEntries(
    diffs.map((key) => {
      const kind = memberOf(old, key) === undefined ? "add" : memberOf(news, key) === undefined ? "delete" : "update";
      const isReplacing = replaces.some((path) => path === key || path.startsWith(`${key}.`));
      const detailed: DetailedDiffKind = isReplacing ? `${kind}-replace` : kind;
      return [key, { kind: detailed, inputDiff: true }];
    }),
  );
  const changes = diffs.length === 0 ? "none" : "some";
  return { changes, replaces, diffs, detailedDiff, stables: [], deleteBeforeReplace: false };
}

function at(properties: PropertyMap, [key, inner]: readonly [string] | readonly [string, string]): unknown {
  const value = memberOf(properties, key);
  if (inner === undefined) return value;
  return isMap(value) ? memberOf(value, inner) : undefined;
}

function isMap(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
