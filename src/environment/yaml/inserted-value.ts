import type { Node, ToStringOptions, YAMLMap, YAMLSeq } from "yaml";
import { sameJson } from "../../lib/index.ts";
import type { ValuePath } from "./located.ts";
import { fullParser } from "./parse-yaml.ts";
import type { PlainScalar, RewrittenScalar } from "./rewritten-scalars.ts";

/** A step from a value to one in it: by the key of a map, or to the entry of a list that has a name. */
export type NamedStep = { readonly key: string } | { readonly name: string };

/**
 * The file in which the value at `steps` is `value`, where it has none yet. Maps and entries of lists that are missing on the way are made.
 * Everything else of its text is as it was. `undefined` where something else stands on the way, or the file cannot be read as YAML.
 */
export function withValueAt(
  text: string,
  steps: readonly NamedStep[],
  value: PlainScalar,
): RewrittenScalar | undefined {
  const yaml = fullParser();
  const document = yaml.parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const path: (string | number)[] = [];
  let node: unknown = document.contents;
  for (const [index, step] of steps.entries()) {
    if (!yaml.isMap(node) && !yaml.isSeq(node)) return undefined;
    const found: Found | undefined = childOf(node, step);
    if (!found) return undefined;
    path.push(found.at);
    if (found.kind === "there") {
      node = found.node;
      continue;
    }
    const made = contentOf(steps.slice(index), value);
    const next = withEntry(text, node, made);
    const whole = [...path, ...steps.slice(index + 1).map((each) => ("key" in each ? each.key : 0))];
    const isRight = next !== undefined && differsBy({ text, next, at: path, whole, value });
    return isRight ? { path: whole, text: next } : undefined;
  }
  return undefined;

  function childOf(of: YAMLMap | YAMLSeq, step: NamedStep): Found | undefined {
    if (yaml.isMap(of) && "key" in step) {
      const pair = of.items.find(({ key }) => yaml.isScalar(key) && key.value === step.key);
      return pair ? { kind: "there", at: step.key, node: pair.value } : { kind: "missing", at: step.key };
    }
    if (!yaml.isSeq(of) || !("name" in step)) return undefined;
    // A list with an entry without a name replaces that of the profile, and an empty one does, too.
    const names = of.items.map((item) => (yaml.isMap(item) ? item.get("name") : undefined));
    if (names.length === 0 || names.some((name) => typeof name !== "string")) return undefined;
    const at = names.indexOf(step.name);
    return at < 0 ? { kind: "missing", at: names.length } : { kind: "there", at, node: of.items[at] };
  }
}

type Found =
  | { readonly kind: "there"; readonly at: string | number; readonly node: unknown }
  | { readonly kind: "missing"; readonly at: string | number };

/** A map with the first step's key, or a list with an entry of its name, and in it the value at the other steps. */
function contentOf([first, ...rest]: readonly NamedStep[], value: PlainScalar): unknown {
  if (!first) return value;
  const inner = contentOf(rest, value);
  return "key" in first ? { [first.key]: inner } : [{ name: first.name, ...(inner as object) }];
}

/** The text with the entries of `added`, a map or a list, at the end of another one. */
function withEntry(text: string, into: YAMLMap | YAMLSeq, added: unknown): string | undefined {
  const yaml = fullParser();
  const { range, flow } = into;
  if (!range) return undefined;
  const written = (options: ToStringOptions) => yaml.stringify(added, { lineWidth: 0, ...options }).trimEnd();
  if (flow === true) {
    const entry = written({ collectionStyle: "flow" }).slice(1, -1).trim();
    const inside = text.slice(0, range[1] - 1);
    const kept = inside.trimEnd();
    const separator = into.items.length === 0 ? " " : kept.endsWith(",") ? " " : ", ";
    const space = yaml.isMap(into) ? " " : inside.slice(kept.length);
    return `${kept}${separator}${entry}${space}${text.slice(range[1] - 1)}`;
  }
  const column = columnOf(text, into);
  if (column === undefined) return undefined;
  const block = written({}).replaceAll(/^/gm, " ".repeat(column));
  const end = endOfLine(text, range[1]);
  const before = text.slice(0, end);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${block}\n${text.slice(end)}`;
}

/** The column at which entries of a map or a list of several lines begin; `undefined` where it has none. */
function columnOf(text: string, { items: [first] }: YAMLMap | YAMLSeq): number | undefined {
  const yaml = fullParser();
  const start = (yaml.isPair(first) ? (first.key as Node) : (first as Node | undefined))?.range?.[0];
  if (start === undefined) return undefined;
  const begin = text.lastIndexOf("\n", start - 1) + 1;
  const column = start - begin;
  return yaml.isPair(first) ? column : text.slice(begin, start).lastIndexOf("-");
}

/** Behind the line in which a value ends, with the comment behind it. */
function endOfLine(text: string, at: number): number {
  if (text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** Whether a text differs from another in what was put at a place, and in nothing else, as YAML reads them. */
function differsBy({
  text,
  next,
  at,
  whole,
  value,
}: {
  readonly text: string;
  readonly next: string;
  readonly at: ValuePath;
  readonly whole: ValuePath;
  readonly value: PlainScalar;
}): boolean {
  const yaml = fullParser();
  const [old, now] = [yaml.parseDocument(text), yaml.parseDocument(next)];
  if (now.errors.length > 0 || now.getIn(whole) !== value) return false;
  now.deleteIn(at);
  return sameJson(now.toJS(), old.toJS());
}
