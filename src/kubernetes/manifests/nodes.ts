import { type Document, isAlias, isMap, isScalar, isSeq } from "yaml";

/** What an alias stands for; every other node itself. */
export function followed(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The entries of a map, those that it takes over by `<<` too. */
export function entriesOf(node: unknown, document: Document): readonly (readonly [string, unknown])[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }): readonly (readonly [string, unknown])[] => {
    const name = isScalar(key) ? String(key.value) : "";
    if (name !== "<<" && !(isScalar(key) && typeof key.value === "symbol")) return [[name, value]];
    const taken = followed(value, document);
    return (isSeq(taken) ? taken.items : [taken]).flatMap((each) => entriesOf(followed(each, document), document));
  });
}
