import type { PropertyChange } from "../../change/index.ts";
import { memberOf, printable, sameJson } from "../../lib/index.ts";
import { formatPath, type PropertyMap, type PropertyPath, parsePath } from "../../pulumi/index.ts";
import { escapingPaint, type Paint } from "./paint.ts";
import { asWord, block, inline, isMap, keyText } from "./values.ts";

/** Properties of one resource before and after, and what its provider said about the difference. */
export interface PropertyDiff {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly detailedDiff?: Readonly<Record<string, PropertyChange>>;
  /** Top-level keys that force a replacement, for providers that give no detailed diff. */
  readonly replaceKeys?: readonly string[];
  /** Top-level keys whose difference the provider reported. */
  readonly changedKeys?: readonly string[];
}

interface Place {
  readonly path: PropertyPath;
  readonly label: string;
  readonly indent: string;
}

/** One line per property that was added, removed or changed, nested as the properties are; what stays the same is left out. */
export function propertyDiffLines(diff: PropertyDiff, colors: Paint, indent = ""): readonly string[] {
  const paint = escapingPaint(colors);
  const forced = forcedPaths(diff);
  const shown = memberLines(diff.before, diff.after, { path: [], label: "", indent }, { paint, forced });
  const shownKeys = new Set(
    [...Object.keys(diff.before), ...Object.keys(diff.after)].filter(
      (key) => !sameJson(memberOf(diff.before, key), memberOf(diff.after, key)),
    ),
  );
  // What only the provider sees: a difference between the cloud and the state, or one inside of a secret.
  const reported = [...Object.keys(diff.detailedDiff ?? {}), ...(diff.detailedDiff ? [] : (diff.changedKeys ?? []))];
  const unseen = reported
    .filter((path) => !shownKeys.has(topLevelKey(path)))
    .map((path) =>
      paint.changed(
        `${indent}~ ${path}: ${inline(memberOf(diff.after, topLevelKey(path)) ?? memberOf(diff.before, topLevelKey(path)))}${note(path, forced)}`,
      ),
    );
  return [...shown, ...unseen];
}

/** All properties of something new or something that goes. */
export function propertyLines(
  properties: Readonly<Record<string, unknown>>,
  sign: "+" | "-" | " ",
  paint: (text: string) => string,
  indent = "",
): readonly string[] {
  return Object.entries(properties)
    .filter(([key]) => !key.startsWith("__"))
    .flatMap(([key, value]) => block(keyText(key), value, ""))
    .map((line) => paint(printable(`${indent}${sign} ${line}`)));
}

interface Style {
  readonly paint: Paint;
  readonly forced: ReadonlySet<string>;
}

function memberLines(before: object, after: object, { path, indent }: Place, style: Style): readonly string[] {
  const [olds, news]: [PropertyMap, PropertyMap] = [{ ...before }, { ...after }];
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !key.startsWith("__"));
  return keys.flatMap((key) => {
    const inList = Array.isArray(before) || Array.isArray(after);
    const label = inList ? `[${key}]` : keyText(key);
    return valueLines(
      memberOf(olds, key),
      memberOf(news, key),
      { path: [...path, inList ? Number(key) : key], label, indent },
      style,
    );
  });
}

function valueLines(before: unknown, after: unknown, place: Place, style: Style): readonly string[] {
  const { path, label, indent } = place;
  const { paint, forced } = style;
  const replacing = note(formatPath(path), forced);
  if (sameJson(before, after)) return [];
  if (before === undefined)
    return block(label, after, "").map((line, index) =>
      paint.added(`${indent}+ ${line}${index === 0 ? replacing : ""}`),
    );
  if (after === undefined)
    return block(label, before, "").map((line, index) =>
      paint.removed(`${indent}- ${line}${index === 0 ? replacing : ""}`),
    );
  if (asWord(before) === undefined && asWord(after) === undefined && bothNested(before, after))
    return [
      paint.changed(`${indent}~ ${label}:${replacing}`),
      ...memberLines(before as object, after as object, { path, label, indent: `${indent}  ` }, style),
    ];
  return [paint.changed(`${indent}~ ${label}: ${inline(before)} => ${inline(after)}${replacing}`)];
}

function bothNested(before: unknown, after: unknown): boolean {
  return (isMap(before) && isMap(after)) || (Array.isArray(before) && Array.isArray(after));
}

function forcedPaths({ detailedDiff, replaceKeys = [] }: PropertyDiff): ReadonlySet<string> {
  const paths = Object.entries(detailedDiff ?? {}).flatMap(([path, { kind }]) =>
    kind.endsWith("-replace") ? [path] : [],
  );
  return new Set(paths.length > 0 ? paths : replaceKeys);
}

function note(path: string, forced: ReadonlySet<string>): string {
  return forced.has(path) ? "  (forces replacement)" : "";
}

function topLevelKey(path: string): string {
  return String(parsePath(path)?.[0] ?? path);
}
