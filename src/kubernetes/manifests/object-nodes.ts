import { type Document, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml";
import { entriesOf, followed } from "./nodes.ts";

/** The nodes of a document that should be objects: its root, or a list's items, lists in lists too. None of an empty document. */
export function itemNodes(document: Document): readonly unknown[] {
  return itemsOf(document.contents, document);
}

function itemsOf(written: unknown, document: Document): readonly unknown[] {
  const node = followed(written, document);
  if (node === null || (isScalar(node) && node.value === null)) return [];
  if (!isMap(node)) return [node];
  const kind = node.get("kind");
  const items = followed(node.get("items", true), document);
  if (typeof kind !== "string" || !kind.endsWith("List") || !isSeq(items)) return [node];
  return items.items.flatMap((item) => itemsOf(item, document));
}

/** An object's annotations as text, and where that is written. */
export interface Annotations {
  readonly texts: ReadonlyMap<string, string>;
  /** Scalars that stand for an annotation alone: what else they would be read as does not count. */
  readonly nodes: readonly Scalar[];
}

/**
 * Every annotation of an object as the text that is written, as kustomize reads it: `0123` and `true` are text there, with or
 * without quotes.
 */
export function annotationsOf(object: YAMLMap, document: Document): Annotations {
  const metadata = followed(object.get("metadata", true), document);
  const written = isMap(metadata) ? followed(metadata.get("annotations", true), document) : undefined;
  const texts = new Map<string, string>();
  const nodes: Scalar[] = [];
  // What a map says itself wins over what it takes over by `<<`, wherever that stands.
  for (const [key, value] of entriesOf(written, document)) {
    const own: unknown = isMap(written) ? written.get(key, true) : undefined;
    const node = followed(own ?? value, document);
    if (!isScalar(node) || texts.has(key)) continue;
    texts.set(key, node.source ?? String(node.value));
    if (node === own && node.anchor === undefined) nodes.push(node);
  }
  return { texts, nodes };
}

/** The value of an object's label. */
export const labelOf = (object: YAMLMap, key: string): unknown => object.getIn(["metadata", "labels", key]);
