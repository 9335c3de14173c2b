import type * as z from "zod";
import { counted } from "../../lib/index.ts";
import { didYouMean, nearestName } from "../../lib/nearest-name.ts";
import type { Issue, Place } from "../issue.ts";
import { formatPath, keyPlaceOf, type Located, nodeAt, placeOf, plainValue, type ValuePath } from "../yaml/index.ts";
import { knownKeys } from "./known-keys.ts";

/** A value of the schema's type, or all issues of its shape. */
export type Shaped<T> = { readonly value: T; readonly issues: readonly [] } | { readonly issues: readonly Issue[] };

/** Checks a document against a schema. Every issue says what is wrong, what is allowed, and where it stands. */
export function checkShape<Schema extends z.ZodType>(schema: Schema, root: Located): Shaped<z.output<Schema>> {
  const result = schema.safeParse(plainValue(root));
  const found = result.success ? [] : result.error.issues.flatMap((issue) => shapeIssues(schema, root, issue, []));
  const issues = [...found, ...unreadKeys(root, root).filter(({ path }) => !found.some((each) => each.path === path))];
  return result.success && issues.length === 0 ? { value: result.data, issues: [] } : { issues };
}

/** Keys that a schema leaves out of a map of any keys without an issue, because assigning them changes no member. */
function unreadKeys(root: Located, node: Located, path: ValuePath = []): readonly Issue[] {
  if (node.kind === "scalar") return [];
  if (node.kind === "list") return node.items.flatMap((item, index) => unreadKeys(root, item, [...path, index]));
  return [...node.entries].flatMap(([key, { keyPlace, value }]): readonly Issue[] => {
    const at = [...path, key];
    if (key !== "__proto__") return unreadKeys(root, value, at);
    const message = "is no key: it has another meaning in JavaScript; choose another name";
    return [{ ...keyPlace, severity: "error", code: "bad-key", path: formatPath(root, at), message }];
  });
}

function shapeIssues(
  schema: z.ZodType,
  root: Located,
  issue: z.core.$ZodIssue,
  outer: readonly PropertyKey[],
): readonly Issue[] {
  const path: ValuePath = [...outer, ...issue.path].map((step) => (typeof step === "number" ? step : String(step)));
  const report = (place: Place, code: string, message: string, at: ValuePath = path): Issue => ({
    ...place,
    severity: "error",
    code,
    path: formatPath(root, at),
    message,
  });
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(schema, path);
      return issue.keys.map((key) =>
        report(keyPlaceOf(root, [...path, key]), "unknown-key", unknownKey(key, known), [...path, key]),
      );
    }
    case "invalid_union": {
      const fitting = issue.errors.find((errors) => !errors.some(isWrongAtTop));
      if (fitting) return fitting.flatMap((inner) => shapeIssues(schema, root, inner, path));
      return [report(placeOf(root, path), "wrong-type", wrongUnion(nodeAt(root, path), issue.errors))];
    }
    case "invalid_key":
      return issue.issues.map((inner) => report(keyPlaceOf(root, path), "bad-key", `is no key: ${inner.message}`));
    default:
      return [report(placeOf(root, path), ...describe(issue, nodeAt(root, path), remedyOf(schema, root, path)))];
  }
}

/** Whether another value would be valid at a path, so that messages advise only valid values. */
type Remedy = (instead: string | number) => string;

function remedyOf(schema: z.ZodType, root: Located, path: ValuePath): Remedy {
  return (instead) => {
    const changed = plainValue(root);
    const last = path.at(-1) ?? "";
    let parent = changed as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
    parent[last] = instead;
    const isStillWrong = (issue: z.core.$ZodIssue) =>
      (issue.path.length === path.length || issue.code === "invalid_union") &&
      issue.path.every((step, index) => step === path[index]);
    const wrong = schema.safeParse(changed).error?.issues.find(isStillWrong);
    if (!wrong)
      return typeof instead === "string" ? `; put it in quotes: "${instead}"` : `; write ${instead}, without quotes`;
    return wrong.code === "invalid_format" ? `; ${wrong.message}` : "";
  };
}

function describe(issue: z.core.$ZodIssue, node: Located | undefined, remedy: Remedy): [code: string, message: string] {
  if (!node) return ["missing-key", `is missing; ${allowed(issue)}`];
  switch (issue.code) {
    case "invalid_type":
      return ["wrong-type", `is ${whatItIs(node)}; ${allowed(issue)}${hint(issue.expected, node, remedy)}`];
    case "invalid_value":
      return ["wrong-value", `is ${whatItIs(node)}${suggestedValue(node, issue.values)}; ${allowed(issue)}`];
    case "too_small":
    case "too_big":
      return ["out-of-range", `is ${amount(issue.origin, node)}; ${allowed(issue)}`];
    case "invalid_format":
      return ["wrong-format", `is ${whatItIs(node)}; ${issue.message}`];
    default:
      return ["wrong-value", issue.message];
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map",
  record: "a map",
  array: "a list",
};

/** The allowed values, as the end of a sentence. */
function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `${typeWords[issue.expected] ?? issue.expected} is expected here`;
    case "invalid_value":
      return `allowed: ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `at least ${count(issue.minimum, issue.origin)}`;
    case "too_big":
      return `at most ${count(issue.maximum, issue.origin)}`;
    default:
      return issue.message;
  }
}

function count(limit: number | bigint, origin: string): string {
  if (origin === "array") return counted(Number(limit), "entry", "entries");
  if (origin === "string") return counted(Number(limit), "character");
  return String(limit);
}

function amount(origin: string, node: Located): string {
  if (node.kind === "list") return `a list of ${node.items.length}`;
  return origin === "string" && node.kind === "scalar"
    ? `${counted(String(node.value).length, "character")} long`
    : whatItIs(node);
}

function whatItIs(node: Located): string {
  if (node.kind !== "scalar") return node.kind === "map" ? "a map" : "a list";
  if (typeof node.value === "string") return `"${node.value.length > 80 ? `${node.value.slice(0, 77)}…` : node.value}"`;
  return typeof node.value === "number" ? `the number ${node.source}` : String(node.value);
}

/** Text that was written as a number, or a number that was written as text. */
function hint(expected: string, node: Located, remedy: Remedy): string {
  if (node.kind !== "scalar" || node.value === null) return "";
  if (expected === "string") return remedy(node.source);
  const isNumber = expected === "number" && /^\d+$/.test(String(node.value));
  return isNumber ? remedy(Number(node.value)) : "";
}

function suggestedValue(node: Located, values: readonly unknown[]): string {
  return node.kind === "scalar" ? didYouMean(nearestName(String(node.value), values.map(String))) : "";
}

function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key${didYouMean(nearestName(key, known))}; known here: ${known.join(", ")}`;
}

function isWrongAtTop(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

function wrongUnion(node: Located | undefined, errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const words = errors.flatMap((issues) => issues.filter((issue) => issue.path.length === 0)).map(alternative);
  return `${node ? `is ${whatItIs(node)}` : "is missing"}; allowed: ${[...new Set(words)].join(", or ")}`;
}

function alternative(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return typeWords[issue.expected] ?? issue.expected;
  return issue.code === "invalid_value" ? issue.values.map(String).join(", ") : issue.message;
}
