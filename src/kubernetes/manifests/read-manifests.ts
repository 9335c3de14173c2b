import { Composer, type Document, LineCounter, Parser } from "yaml";
import { excessOfToken } from "./bounds.ts";
import type { ManifestObject } from "./manifest-object.ts";
import { type OpenManifest, readDocument } from "./read-document.ts";
import { manifestSchema } from "./schema.ts";
import type { Substitute } from "./substitution.ts";

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
  /** It may pass without another manifest. */
  readonly passing?: true;
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
 *
 * @param open is asked for each object, in order, before its variables are replaced
 */
export function readManifests(text: string, substitute?: Substitute, open?: OpenManifest): Manifests {
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
  const composer = new Composer(manifestSchema);

  const take = (document: Document.Parsed | Document): Manifests | undefined => {
    const [error] = document.errors;
    if (error) return wholeFile(problemText(error), error.pos[0]);
    const read = readDocument(document, substitute, open);
    if ("offset" in read) return wholeFile(read.problem, read.offset);
    const place = at(document.contents?.range?.[0] ?? 0);
    for (const item of read)
      if ("object" in item) objects.push({ ...item, ...place });
      else {
        const { offset, ...problem } = item;
        problems.push({ ...problem, ...(offset === undefined ? place : at(offset)) });
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

/** What is no JSON is YAML all the same, and the schema's own words say so. */
function problemText({ code, message }: { readonly code: string; readonly message: string }): string {
  const [text = ""] = message.split("\n", 1);
  return code === "TAG_RESOLVE_FAILED" ? text : `is not YAML: ${text}`;
}
