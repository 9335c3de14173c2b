import type { Node } from "yaml";
import type { ValuePath } from "./located.ts";
import { fullParser } from "./parse-yaml.ts";

export type PlainScalar = string | number | boolean;

/** A file in which one scalar has another value. Everything else of its text is as it was: comments, order, quotation marks. */
export interface RewrittenScalar {
  readonly path: ValuePath;
  readonly text: string;
}

/** For each scalar of a YAML file that is `from`, the file in which that one is `to`. Keys, anchors and aliases are left alone. */
export function rewrittenScalars(text: string, from: PlainScalar, to: PlainScalar): readonly RewrittenScalar[] {
  const yaml = fullParser();
  const document = yaml.parseDocument(text);
  if (document.errors.length > 0) return [];
  const found: RewrittenScalar[] = [];
  walk(document.contents, []);
  return found;

  function walk(node: unknown, path: ValuePath): void {
    if (yaml.isMap(node)) {
      for (const { key, value } of node.items) if (yaml.isScalar(key)) walk(value, [...path, String(key.value)]);
    } else if (yaml.isSeq(node)) {
      for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    } else if (yaml.isScalar(node) && node.value === from && node.anchor === undefined) {
      const rewritten = withScalar(node.range ?? undefined, path);
      if (rewritten !== undefined) found.push({ path, text: rewritten });
    }
  }

  function withScalar(range: Node["range"], path: ValuePath): string | undefined {
    if (!range) return undefined;
    const [start, end] = range;
    // The plain form reads best. Where it would be read as another value, the quoted one says what is meant.
    for (const source of [String(to), JSON.stringify(to)]) {
      const next = `${text.slice(0, start)}${source}${text.slice(end)}`;
      const again = yaml.parseDocument(next);
      if (again.errors.length === 0 && again.getIn(path) === to) return next;
    }
    return undefined;
  }
}
