import {
  Composer,
  type Document,
  isPair,
  isSeq,
  LineCounter,
  Parser,
  parse,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
} from "yaml";
import { isObject, messageOf } from "../../lib/index.ts";
import { excessOfDocument, excessOfToken } from "./bounds.ts";
import { type ManifestObject, problemOf } from "./manifest-object.ts";

/** Numbers with a leading zero are octal to every tool that reads manifests (`defaultMode: 0644`), though not in YAML 1.2. */
const octal: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};
// Equal keys are looked for elsewhere: the parser compares each with each, which takes minutes for a large map.
const reading = {
  merge: true,
  prettyErrors: false,
  uniqueKeys: false,
  customTags: (tags: Tags): Tags => [octal, ...tags],
};

/** Replaces the variables in a text. @throws when one has no value. */
export type Substitute = (text: string) => string;

/** Lines and columns count from 1. */
export interface ManifestPlace {
  readonly line: number;
  readonly column: number;
}

export interface Manifest extends ManifestPlace {
  readonly object: ManifestObject;
}

export interface ManifestProblem extends ManifestPlace {
  readonly problem: string;
}

/** What a file says. Where it is no YAML, or larger than is read, it has one problem and no objects. */
export interface Manifests {
  readonly objects: readonly Manifest[];
  readonly problems: readonly ManifestProblem[];
}

/**
 * Reads the objects of a file: YAML or JSON, several documents, lists. One document is in memory at a time beside the objects.
 *
 * An object that cannot be used is a problem of its own and takes nothing from the others. Messages never quote the content.
 */
export function readManifests(text: string, substitute?: Substitute): Manifests {
  const lines = new LineCounter();
  const at = (offset: number): ManifestPlace => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const objects: Manifest[] = [];
  const problems: ManifestProblem[] = [];
  const wholeFile = (problem: string, offset: number): Manifests => ({
    objects: [],
    problems: [{ ...at(offset), problem }],
  });
  const composer = new Composer(reading);

  const take = (document: Document.Parsed | Document): Manifests | undefined => {
    const [error] = document.errors;
    if (error) return wholeFile(`is not YAML: ${firstLine(error.message)}`, error.pos[0]);
    const excess = excessOfDocument(document);
    if (excess) return wholeFile(excess.problem, excess.offset);
    const place = at(document.contents?.range?.[0] ?? 0);
    try {
      for (const object of itemsOf(contentOf(document, substitute))) {
        const problem = problemOf(object);
        if (problem === undefined) objects.push({ object: object as ManifestObject, ...place });
        else problems.push({ ...place, problem });
      }
    } catch (thrown) {
      problems.push({ ...place, problem: messageOf(thrown) });
    }
    return undefined;
  };

  const parser = new Parser(lines.addNewLine);
  for (const token of parser.parse(text)) {
    const excess = excessOfToken(token, parser.offset);
    if (excess) return wholeFile(excess.problem, excess.offset);
    for (const document of composer.next(token)) {
      const refused = take(document);
      if (refused) return refused;
    }
  }
  for (const document of composer.end()) {
    const refused = take(document);
    if (refused) return refused;
  }
  return { objects, problems };
}

function contentOf(document: Document, substitute: Substitute | undefined): unknown {
  if (substitute !== undefined && wantsSubstitution(document)) substituteIn(document, substitute);
  // What aliases stand for has been measured.
  return document.toJS({ maxAliasCount: -1 });
}

/** A list's items, lists in lists too. Nothing for an empty document. */
function itemsOf(content: unknown): readonly unknown[] {
  if (content === null || content === undefined) return [];
  if (isObject(content) && typeof content["kind"] === "string" && content["kind"].endsWith("List")) {
    const items = content["items"];
    if (Array.isArray(items)) return items.flatMap(itemsOf);
  }
  return [content];
}

const optOut = "kustomize.toolkit.fluxcd.io/substitute";

function wantsSubstitution(document: Document): boolean {
  return !["labels", "annotations"].some((kind) => document.getIn(["metadata", kind, optOut]) === "disabled");
}

/**
 * A plain scalar is read anew after the replacement (`replicas: ${n}` becomes a number); a quoted one stays text. What was put
 * in is not looked at again: a value may hold a `${`.
 */
function substituteIn(document: Document, substitute: Substitute): void {
  visit(document, {
    Scalar(key, node, ancestors) {
      if (typeof node.value !== "string" || !node.value.includes("$")) return undefined;
      const replaced = substitute(node.value);
      const parent = ancestors.at(-1);
      const content: unknown = node.type === Scalar.PLAIN ? parse(replaced, reading) : replaced;
      if (key !== "key" && isPair(parent)) parent.value = document.createNode(content);
      else if (isSeq(parent) && typeof key === "number") parent.items[key] = document.createNode(content);
      else node.value = replaced;
      return visit.SKIP;
    },
  });
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";
