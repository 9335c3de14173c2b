import path from "node:path";
import { declaredFields } from "./declared-fields.ts";
import { findReads } from "./find-reads.ts";
import { loadProgram } from "./program.ts";
import { ValueFlow } from "./value-flow.ts";

/** A field that is declared and never read. */
export interface DeadField {
  /** From the project's root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `Owner.name`. */
  readonly name: string;
}

export interface Searched {
  readonly root: string;
  /** Folders whose fields are looked at. */
  readonly folders: readonly string[];
  /** More folders whose reads count. */
  readonly readers?: readonly string[];
  /** Modules that are not loaded; what they are given counts as read. */
  readonly foreign?: RegExp;
}

/** The fields that interfaces, types and classes of `folders` declare and that nothing reads, in the order of the files. */
export function deadFields({ root, folders, readers = [], foreign = /^$/u }: Searched): readonly DeadField[] {
  const program = loadProgram(root, [...folders, ...readers], foreign);
  const checker = program.getTypeChecker();
  const placeOf = (file: string) => path.relative(root, file).split(path.sep).join("/");
  const sources = program.getSourceFiles().filter(({ fileName, isDeclarationFile }) => {
    const place = placeOf(fileName);
    return !isDeclarationFile && !place.startsWith("..") && !place.startsWith("node_modules/");
  });
  const own = new Set(sources);
  const flow = new ValueFlow(checker, (declaration) => own.has(declaration.getSourceFile()));
  for (const source of sources) findReads(source, checker, flow);
  const read = flow.reads();
  return sources
    .filter(({ fileName }) => folders.includes(placeOf(fileName).split("/")[0] ?? ""))
    .flatMap((source) =>
      declaredFields(source)
        .filter(({ declaration }) => !read.has(declaration))
        .map(({ declaration, name }) => ({
          file: placeOf(source.fileName),
          line: source.getLineAndCharacterOfPosition(declaration.getStart()).line + 1,
          name,
        })),
    );
}
