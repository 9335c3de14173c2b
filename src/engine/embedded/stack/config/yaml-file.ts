import { type Document, isAlias, isMap, isNode, LineCounter, parseDocument, Scalar, visit } from "yaml";
import type { FileProblem } from "./errors.ts";

/** A YAML (or JSON) file as plain values that remembers where each value stands. */
export interface YamlFile {
  readonly file: string;
  /** `undefined` for an empty file. */
  readonly value: unknown;
  /** The problem `message` at the value of `path`, or at the nearest place above it that exists. */
  problemAt(path: readonly (string | number)[], message: string): FileProblem;
}

/**
 * Parses `text`; what is wrong with it comes back as problems, never as an exception.
 *
 * @param plainScalar what an unquoted scalar means, where that is not what YAML 1.2 says.
 */
export function parseYamlFile(
  file: string,
  text: string,
  plainScalar?: (text: string) => unknown,
): { readonly problems: readonly FileProblem[]; readonly yaml: YamlFile } {
  const lines = new LineCounter();
  const source = text.replace(/^\uFEFF/u, "");
  const document = parseDocument(source, { lineCounter: lines, intAsBigInt: true, version: "1.2" });
  const problems = document.errors.map((error): FileProblem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, path: "", message: firstLineOf(error.message) };
  });
  const problemAt = (path: readonly (string | number)[], message: string): FileProblem => {
    const { line, col } = lines.linePos(offsetOf(document, path));
    return { line: Math.max(line, 1), column: Math.max(col, 1), path: path.join("."), message };
  };
  const meaning = plainScalar ? withScalars(source, plainScalar) : document;
  const value: unknown = problems.length > 0 ? undefined : plainNumbers(meaning.toJS({ maxAliasCount: 100 }));
  return { problems, yaml: { file, value: value ?? undefined, problemAt } };
}

/** Where the key of the value at `path` stands, or the nearest one above it that exists. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = document.getIn(path.slice(0, depth - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(
        ({ key }) => isNode(key) && !isAlias(key) && String(key.toJSON()) === String(path[depth - 1]),
      );
      if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
    }
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return document.contents?.range?.[0] ?? 0;
}

/** A document of its own: the one that is written again has to keep each scalar as it is spelled. */
function withScalars(source: string, plainScalar: (text: string) => unknown): Document {
  const document = parseDocument(source, { schema: "failsafe", merge: true, logLevel: "silent" });
  visit(document, {
    Scalar: (key, node) => {
      if (key === "key" || node.tag === "tag:yaml.org,2002:str" || node.tag === "!") return;
      if (node.tag === "tag:yaml.org,2002:binary") node.value = Buffer.from(node.source ?? "", "base64").toString();
      else if (node.type === Scalar.PLAIN || node.tag !== undefined) node.value = plainScalar(node.source ?? "");
    },
  });
  return document;
}

/** Whole numbers are parsed as `bigint`, so that none loses digits on its way into a configuration text. */
function plainNumbers(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainNumbers(member)]));
  return value;
}

function firstLineOf(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/u, "");
}
