import { type CST, type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from "yaml";
import { counted } from "../../lib/index.ts";
import { manifestLimits, sizeText } from "./limits.ts";

/** Something that keeps a document from being read, and where in the text. */
export interface Excess {
  readonly problem: string;
  readonly offset: number;
}

/** What keeps a document from being composed, which recurses and takes most of the memory. */
export function excessOfToken(token: CST.Token, end: number): Excess | undefined {
  const size = end - token.offset;
  if (size > manifestLimits.document) return { problem: tooLarge(size, ""), offset: token.offset };
  const pending: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const depth = next.depth + ("items" in next.token ? 1 : 0);
    if (depth > manifestLimits.depth) {
      const problem = `is nested deeper than ${manifestLimits.depth} maps and lists, the most that is read`;
      return { problem, offset: next.token.offset };
    }
    for (const below of tokensIn(next.token)) pending.push({ token: below, depth });
  }
  return undefined;
}

function* tokensIn(token: CST.Token): Generator<CST.Token> {
  if (token.type === "document" && token.value) yield token.value;
  if (!("items" in token)) return;
  for (const { key, value } of token.items) {
    if (key) yield key;
    if (value) yield value;
  }
}

/** What keeps a document from being turned into values: keys that stand twice, and aliases that stand for too much. */
export function excessOfDocument({ contents }: Document): Excess | undefined {
  const measure = new Measure();
  const size = measure.sizeOf(contents);
  if (measure.excess !== undefined) return measure.excess;
  if (size <= manifestLimits.document) return undefined;
  return { problem: tooLarge(size, " with its aliases replaced"), offset: contents?.range?.[0] ?? 0 };
}

const tooLarge = (size: number, how: string): string =>
  `has ${sizeText(size)} in one document${how}; at most ${sizeText(manifestLimits.document)} are read, as an API server takes ` +
  "no larger request. Write the items of a list as documents of their own";

/** Bytes that values would take as JSON, about, each anchor measured once however often it is used. */
class Measure {
  excess: Excess | undefined;
  private readonly anchors = new Map<string, number>();
  private aliases = 0;

  sizeOf(node: unknown): number {
    if (this.excess !== undefined) return 0;
    if (isAlias(node)) return this.sizeOfAlias(node.source, node);
    const size = isMap(node)
      ? this.sizeOfMap(node.items)
      : isSeq(node)
        ? this.sizeOfList(node.items)
        : sizeOfScalar(node);
    const { anchor } = (node ?? {}) as { readonly anchor?: string };
    // Set when the node has been measured: an alias inside of what it stands for finds nothing.
    if (anchor !== undefined) this.anchors.set(anchor, size);
    return size;
  }

  private sizeOfAlias(name: string, node: Node): number {
    this.aliases += 1;
    if (this.aliases > manifestLimits.aliases)
      return this.refuse(
        `has more than ${counted(manifestLimits.aliases, "alias", "aliases")}, the most that is read`,
        node,
      );
    return this.anchors.get(name) ?? this.refuse("an alias here stands for a part that it is in, or for none", node);
  }

  private sizeOfMap(items: readonly unknown[]): number {
    const keys = new Set<unknown>();
    let size = 2;
    for (const pair of items) {
      if (!isPair(pair)) continue;
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (key !== undefined && key !== "<<" && typeof key !== "symbol" && keys.has(key))
        return this.refuse("this key stands twice in one map; keep one of the two", pair.key);
      keys.add(key);
      size += this.sizeOf(pair.key) + this.sizeOf(pair.value) + 2;
    }
    return size;
  }

  private sizeOfList(items: readonly unknown[]): number {
    let size = 2;
    for (const item of items) size += this.sizeOf(item) + 1;
    return size;
  }

  private refuse(problem: string, node: unknown): number {
    const { range } = (node ?? {}) as { readonly range?: readonly number[] | null };
    this.excess ??= { problem, offset: range?.[0] ?? 0 };
    return 0;
  }
}

function sizeOfScalar(node: unknown): number {
  const value = isScalar(node) ? node.value : undefined;
  return typeof value === "string" ? value.length + 2 : 4;
}
