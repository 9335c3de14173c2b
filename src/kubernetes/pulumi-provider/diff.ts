import { at, isObject, type JsonObject, memberOf, setMember, textAt, withValue } from "../../lib/index.ts";
import type { DetailedDiffKind, DiffResult } from "../../provider/resource-provider.ts";
import { containsUnknowns, formatPath, isInside, isUnknown, type PropertyPath } from "../../pulumi/index.ts";
import { sameQuantity } from "../quantity/index.ts";
import { annotation, isAnnotated } from "./annotations.ts";
import { pruned } from "./json.ts";
import { normalized } from "./normalized.ts";
import { holdsQuantity } from "./quantity.ts";
import { type ReplacesAt, replacingFields } from "./replacing-fields.ts";
import { isBuiltIn, type ResourceType } from "./resource-type.ts";

export interface ObjectDiffRequest {
  readonly type: ResourceType;
  /** `undefined` when the API server could not say: then it is taken for namespaced. */
  readonly namespaced: boolean | undefined;
  readonly oldInputs: JsonObject;
  /** The object as it was last seen. */
  readonly live: JsonObject;
  readonly news: JsonObject;
  readonly ignoreChanges: readonly string[];
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
}

/**
 * What the new inputs would change of an object.
 *
 * Compares them with the live object, as far as the old inputs declared it: fields that the cluster added are no
 * difference; fields that were changed in the cluster, or that the program dropped, are.
 */
export function diffObject(request: ObjectDiffRequest): DiffResult {
  const { type } = request;
  const oldInputs = normalized(request.oldInputs);
  const news = inNamespace(normalized(request.news), request.namespaced);
  let old = inNamespace(pruned(request.live, oldInputs) as JsonObject, request.namespaced);
  const liveName = textAt(request.live, "metadata", "name");
  // A name that was made up may be written into the program without replacing anything.
  if (textAt(news, "metadata", "name") !== undefined && liveName !== undefined) {
    old = withValue(old, ["metadata", "name"], liveName);
  }

  const found: { readonly path: PropertyPath; readonly kind: "add" | "delete" | "update" }[] = [];
  const lenient = isBuiltIn(type.group);
  compare([], old, news, lenient, (path, kind) => found.push({ path, kind }));

  const replaces: ReplacesAt = replacingFields(type, news, request);
  const changedKeys = new Set<string>();
  const detailedDiff: Record<string, { kind: DetailedDiffKind; inputDiff: boolean }> = {};
  for (const { path, kind } of found) {
    const shown = asWritten(path, request.news);
    if (isInside(shown, request.ignoreChanges)) continue;
    const replacing = replaces(path) || (kind === "delete" && path.join() === "metadata");
    changedKeys.add(String(shown[0]));
    setMember(detailedDiff, formatPath(shown), {
      kind: replacing ? `${kind}-replace` : kind,
      inputDiff: kind === "delete",
    });
  }

  const paths = Object.keys(detailedDiff);
  const replacingPaths = paths.filter((path) => memberOf(detailedDiff, path)?.kind.endsWith("-replace"));
  const namedByHand =
    !isAnnotated(news, annotation.autonamed) &&
    textAt(news, "metadata", "name") === liveName &&
    (textAt(news, "metadata", "namespace") ?? "") === (textAt(old, "metadata", "namespace") ?? "");
  return {
    changes: paths.length === 0 ? "none" : "some",
    replaces: replacingPaths,
    diffs: [...changedKeys],
    detailedDiff,
    stables: [],
    deleteBeforeReplace: replacingPaths.length > 0 && namedByHand,
  };
}

function inNamespace(object: JsonObject, namespaced: boolean | undefined): JsonObject {
  if (isUnknown(at(object, "metadata")) || isUnknown(at(object, "metadata", "namespace"))) return object;
  const namespace = namespaced === false ? undefined : textAt(object, "metadata", "namespace") || "default";
  return withValue(object, ["metadata", "namespace"], namespace);
}

function compare(
  path: PropertyPath,
  seen: unknown,
  wanted: unknown,
  lenient: boolean,
  report: (path: PropertyPath, kind: "add" | "delete" | "update") => void,
): void {
  // An API server shows some empty lists as null.
  const [old, news] = [seen ?? undefined, wanted ?? undefined];
  if (news === undefined) {
    if (old !== undefined && !(lenient && isEmpty(old))) report(path, "delete");
  } else if (old === undefined) {
    // An API server leaves out what is empty or false of its own kinds, so to say it once more changes nothing.
    if (!(lenient && isEmpty(news))) report(path, "add");
  } else if (isObject(old) && isObject(news)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(news)])) {
      compare([...path, key], memberOf(old, key), memberOf(news, key), lenient, report);
    }
  } else if (Array.isArray(old) && Array.isArray(news)) {
    for (let index = 0; index < Math.max(old.length, news.length); index++) {
      compare([...path, index], old[index], news[index], lenient, report);
    }
  } else if (containsUnknowns(news) || (old !== news && !(holdsQuantity(path) && sameQuantity(old, news)))) {
    report(path, "update");
  }
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === false || value === 0 || value === "" || value === null;
}

/** The path as the program wrote it: `stringData.key` of a Secret is kept, and compared, as `data.key`. */
function asWritten(path: PropertyPath, news: JsonObject): PropertyPath {
  const [first, key, ...rest] = path;
  if (first !== "data" || key === undefined || at(news, "stringData", key) === undefined) return path;
  return ["stringData", key, ...rest];
}
