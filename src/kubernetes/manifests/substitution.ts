import { Composer, type Document, isPair, isScalar, isSeq, type Node, Parser, Scalar, visit } from "yaml";
import { excessOfDocument, excessOfToken } from "./bounds.ts";
import { manifestLimits, sizeText } from "./limits.ts";
import { isUnwritable, type ScalarValue, scalarValue, timestampValue, type Unwritable } from "./scalars.ts";
import { schemaWith } from "./schema.ts";

/** Replaces the variables in a text. @throws when one has no value. */
export type Substitute = (text: string) => string;

/**
 * Replaces the variables in the keys and values of a part of a document.
 *
 * A plain scalar is read anew after the replacement, as Flux reads it: `replicas: ${n}` becomes a number, `${list}` a list. One in
 * quotes, or in a block, stays text. What was put in is not looked at again: a value may hold a `${`. Scalars that are `excepted`
 * stay as they are.
 *
 * @throws {Error} in words without the content, when a value cannot be written or the whole becomes too large.
 */
export function substituteIn(
  part: Node,
  document: Document,
  substitute: Substitute,
  excepted: ReadonlySet<Scalar>,
): void {
  let size = 0;
  visit(part, {
    Scalar(key, node, ancestors) {
      const text = typeof node.value === "string" ? node.value : "";
      if (!text.includes("$") || excepted.has(node)) return undefined;
      const replaced = substitute(text);
      size += replaced.length;
      if (size > manifestLimits.document)
        throw new Error(`is larger than ${sizeText(manifestLimits.document)} once its variables are replaced`);
      const content = key === "key" ? replaced : contentOf(node, text, replaced);
      if (typeof content !== "object" || content === null) node.value = content;
      else replaceNode(ancestors.at(-1), key, document.createNode(content), node.anchor);
      return visit.SKIP;
    },
  });
}

function replaceNode(parent: unknown, key: unknown, content: Node, anchor: string | undefined): void {
  if (anchor !== undefined && !("source" in content)) Object.assign(content, { anchor });
  if (isPair(parent)) parent.value = content;
  else if (isSeq(parent) && typeof key === "number") parent.items[key] = content;
}

/** What a value is once its variables are replaced. */
function contentOf({ type, tag }: Scalar, written: string, replaced: string): unknown {
  const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
  const text = isBlock ? replaced : unquoted(written, replaced);
  if (type !== Scalar.PLAIN || tag !== undefined || text !== replaced) return text;
  const trimmed = text.trim();
  const value = substitutedValue(trimmed);
  if (isUnwritable(value)) throw new Error(`has a variable's value that cannot be written: ${value.unwritable}`);
  if (typeof value !== "string") return value;
  const collection = /^[[{]/.test(trimmed) ? composed(trimmed) : undefined;
  return collection === undefined ? text : collection.toJS();
}

/** A text with its variables replaced, which stays text where they stand for a number. */
export function textWith(written: string, substitute: Substitute): string {
  return written.includes("$") ? unquoted(written, substitute(written)) : written;
}

/** Quotes that a variable brings say that the value is text, as in Flux, where quotes of the manifest itself are lost. */
function unquoted(written: string, replaced: string): string {
  const trimmed = replaced.trim();
  if (!written.startsWith("$") || !/^(["']).*\1$/s.test(trimmed)) return replaced;
  const contents = composed(trimmed)?.contents;
  return isScalar(contents) && typeof contents.value === "string" ? contents.value : replaced;
}

const no = ["n", "N", "no", "No", "NO", "off", "Off", "OFF"];
const yes = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"];

/** Flux reads manifests with YAML 1.1 after it replaced variables: `yes` is true, and a date is text. */
function substitutedValue(text: string): ScalarValue | Unwritable {
  if (yes.includes(text)) return true;
  if (no.includes(text)) return false;
  return timestampValue(text) === undefined ? scalarValue(text) : text;
}

const substitutedSchema = schemaWith(substitutedValue);

/** A variable's value as YAML of its own; `undefined` for text that is none. */
function composed(text: string): Document | undefined {
  const tokens = [...new Parser().parse(text)];
  if (tokens.some((token) => excessOfToken(token, text.length) !== undefined)) return undefined;
  const [document, ...more] = new Composer(substitutedSchema).compose(tokens);
  if (document === undefined || more.length > 0 || document.errors.length > 0) return undefined;
  return excessOfDocument(document) === undefined ? document : undefined;
}
