import { type Document, isMap, isScalar, isSeq, Scalar } from "yaml";
import type { Excess } from "./bounds.ts";
import { isUnwritable, scalarValue } from "./scalars.ts";

/** The first value of a document that cannot be written as JSON, and where in the text it is. @param texts are text in any case */
export function unwritableIn(document: Document, texts: ReadonlySet<Scalar>): Excess | undefined {
  return unwritableBelow(document.contents, texts);
}

function unwritableBelow(node: unknown, texts: ReadonlySet<Scalar>): Excess | undefined {
  if (isScalar(node)) return texts.has(node) ? undefined : unwritable(node);
  let found: Excess | undefined;
  if (isMap(node))
    for (const { key, value } of node.items) {
      found = unwritableBelow(key, texts) ?? unwritableBelow(value, texts);
      if (found) return found;
    }
  if (isSeq(node))
    for (const item of node.items) {
      found = unwritableBelow(item, texts);
      if (found) return found;
    }
  return undefined;
}

function unwritable(node: Scalar): Excess | undefined {
  // To Go's parser the tag `!` says nothing; to YAML it says text.
  if (node.tag === "!" && node.type === Scalar.PLAIN) node.value = scalarValue(node.source ?? "");
  const { value, type } = node;
  const problem = isUnwritable(value) ? value.unwritable : problemOfText(value, type);
  return problem === undefined ? undefined : { problem, offset: node.range?.[0] ?? 0 };
}

/** Only an escape in double quotes can write half of a character. */
function problemOfText(value: unknown, type: Scalar["type"]): string | undefined {
  if (type !== Scalar.QUOTE_DOUBLE || typeof value !== "string" || !/\p{Surrogate}/u.test(value)) return undefined;
  return "a text here has half of a character, between \\uD800 and \\uDFFF";
}
