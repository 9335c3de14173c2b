import { didYouMean, nearestName } from "../lib/nearest-name.ts";
import { formatIssue, type Issue, type Place } from "./issue.ts";
import {
  formatPath,
  type Located,
  type LocatedMap,
  mergeLocated,
  nameOf,
  nodeAt,
  type ValuePath,
  withoutEntry,
} from "./yaml/index.ts";

/** An environment's file and the profiles below it, each as it is written. The last profile of the chain comes first. */
export type Layers = readonly Located[];

/** Everything that is wrong with a document that was merged from layers. */
type Judge = (document: Located) => readonly Issue[];

/**
 * Moves each issue to the line that has to be changed.
 *
 * A value of a profile may be wrong only because of what a file above it says: a subnet that the file takes away, a region
 * whose zones the profile names. The issue is then reported at the smallest entry of that file without which it is gone.
 */
export function atTheirCause(issues: readonly Issue[], layers: Layers, judge: Judge): readonly Issue[] {
  if (layers.length < 2) return issues;
  const judged = new Map<number, readonly Issue[]>();
  const issuesUpTo = (layer: number): readonly Issue[] => {
    const known = judged.get(layer) ?? judge(layers.slice(0, layer + 1).reduce(mergeLocated));
    judged.set(layer, known);
    return known;
  };
  return issues.map((issue) => {
    const standsIn = layers.findIndex(({ place }) => place.file === issue.file);
    if (standsIn < 0 || standsIn === layers.length - 1) return issue;
    const layer = layers.findIndex((_, index) => index >= standsIn && issuesUpTo(index).some(isSame(issue)));
    const document = layers[layer];
    if (layer <= standsIn || !document) return issue;

    const below = layers.slice(0, layer).reduce(mergeLocated);
    const above = layers.slice(layer + 1);
    const isGoneWithout = (path: ValuePath) =>
      !judge([mergeLocated(below, withoutEntry(document, path)), ...above].reduce(mergeLocated)).some(isSame(issue));
    const cause = smallestEntry(document, isGoneWithout);
    if (!cause) return issue;
    const message = `makes another value wrong: ${formatIssue({ ...issue, severity: "error" })}`;
    return { ...issue, ...cause.place, path: formatPath(document, cause.path), message };
  });
}

/**
 * Turns issues about a mistyped name into one issue at that name.
 *
 * An entry of a list that no profile has, but one with nearly that name, is most likely meant to be the profile's.
 * Everything that it lacks as an entry of its own is then left out.
 */
export function withMistypedNames(issues: readonly Issue[], layers: Layers): readonly Issue[] {
  const own = layers.at(-1);
  if (!own || layers.length < 2) return issues;
  const below = layers.slice(0, -1).reduce(mergeLocated);
  return newNames(own, below).reduce((left, { path, place, name, near }) => {
    const at = formatPath(own, path);
    const lacks = left.filter((issue) => isAtOrBelow(issue.path, at));
    if (lacks.length === 0) return left;
    const words = lacks
      .map((issue) => (issue.path === at ? issue.message : `${issue.path.slice(at.length + 1)}: ${issue.message}`))
      .join("; ");
    const message = `no profile has a "${name}" here${didYouMean(near)}; as a new one it is wrong: ${words}`;
    const issue: Issue = { ...place, severity: "error", code: "mistyped-name", path: at, message };
    return [...left.filter((issue) => !lacks.includes(issue)), issue];
  }, issues);
}

function smallestEntry(
  document: Located,
  isGoneWithout: (path: ValuePath) => boolean,
): { readonly path: ValuePath; readonly place: Place } | undefined {
  let found: { readonly path: ValuePath; readonly place: Place } | undefined;
  for (;;) {
    const at: ValuePath = found?.path ?? [];
    const next = entriesOf(document, at).find(({ path }) => isGoneWithout(path));
    if (!next) return found;
    found = next;
  }
}

/** The entries of a map or list that can be left out. `name` stays, because it identifies the profile's entry. */
function entriesOf(document: Located, at: ValuePath): readonly { readonly path: ValuePath; readonly place: Place }[] {
  const node = nodeAt(document, at);
  if (node?.kind === "list") return node.items.map((item, index) => ({ path: [...at, index], place: item.place }));
  if (node?.kind !== "map") return [];
  const fixed = at.length === 0 ? ["apiVersion", "kind", "extends"] : ["name"];
  return [...node.entries].flatMap(([key, { keyPlace }]) =>
    fixed.includes(key) ? [] : [{ path: [...at, key], place: keyPlace }],
  );
}

interface NewName {
  readonly path: ValuePath;
  readonly place: Place;
  readonly name: string;
  readonly near: string;
}

/** Names in `own` that are missing from the same list of `below`, but close to a name there that `own` lacks. */
function newNames(own: Located, below: Located | undefined, at: ValuePath = []): readonly NewName[] {
  if (own.kind === "map") return mapChildren(own, below, at);
  if (own.kind !== "list" || below?.kind !== "list") return [];
  const ownNames = own.items.map(nameOf);
  const free = below.items.flatMap((item) => nameOf(item) ?? []).filter((name) => !ownNames.includes(name));
  return own.items.flatMap((item, index) => {
    const name = nameOf(item);
    const same = below.items.find((other) => nameOf(other) === name);
    if (name === undefined) return [];
    if (same) return newNames(item, same, [...at, index]);
    const near = nearestName(name, free);
    const place = nodeAt(item, ["name"])?.place ?? item.place;
    return near === undefined ? [] : [{ path: [...at, index], place, name, near }];
  });
}

function mapChildren(own: LocatedMap, below: Located | undefined, at: ValuePath): readonly NewName[] {
  return [...own.entries].flatMap(([key, { value }]) => {
    const lower = below?.kind === "map" ? below.entries.get(key)?.value : undefined;
    return newNames(value, lower, [...at, key]);
  });
}

function isAtOrBelow(path: string, at: string): boolean {
  return path === at || path.startsWith(`${at}.`) || path.startsWith(`${at}[`);
}

function isSame(issue: Issue): (other: Issue) => boolean {
  return (other) => other.code === issue.code && other.path === issue.path;
}
