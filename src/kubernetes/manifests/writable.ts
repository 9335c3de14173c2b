import { type Document, Scalar, visit } from "yaml";
import type { Excess } from "./bounds.ts";
import { isUnwritable, scalarValue } from "./scalars.ts";

/** The first value of a document that cannot be written as JSON, and where in the text it is. @param texts are text in any case */
export function unwritableIn(document: Document, texts: ReadonlySet<Scalar>): Excess | undefined {
  let found: Excess | undefined;
  visit(document, {
    Scalar(_, node) {
      if (texts.has(node)) return undefined;
      // To Go's parser the tag `!` says nothing; to YAML it says text.
      if (node.tag === "!" && node.type === Scalar.PLAIN) node.value = scalarValue(node.source ?? "");
      const { value, type } = node;
      const problem = isUnwritable(value) ? value.unwritable : problemOfText(value, type);
      if (problem === undefined) return undefined;
      found = { problem, offset: node.range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return found;
}

/** Only an escape in double quotes can write half of a character. */
function problemOfText(value: unknown, type: Scalar["type"]): string | undefined {
  if (type !== Scalar.QUOTE_DOUBLE || typeof value !== "string" || !/\p{Surrogate}/u.test(value)) return undefined;
  return "a text here has half of a character, between \\uD800 and \\uDFFF";
}
