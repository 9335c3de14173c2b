import { type FileTree, memberOf, textIn } from "../lib/index.ts";
import { ciLines, writtenCi } from "./ci/index.ts";
import type { Files } from "./files.ts";

/** A file of a project, and what becomes of it. */
export interface PlannedFile {
  /** From the root of the repository. */
  readonly path: string;
  /**
   * - `new`: it is not there, and is written.
   * - `merged`: what is missing is added to what a person wrote.
   * - `renewed`: `groundwork ci init` wrote it, with other flags or an earlier version, and it was not edited since; it is written anew.
   * - `same`: it is as it has to be.
   * - `kept`: it is there with other content, which stays.
   */
  readonly state: "new" | "merged" | "renewed" | "same" | "kept";
  /** Whole content of what is written. */
  readonly content?: string;
  /** What is written over: a file that was changed since it was looked at is left alone. */
  readonly before?: string;
  /** What a person may want to add to a file that is kept. */
  readonly missing?: string;
}

/** What becomes of each file. Nothing that a person wrote is replaced. */
export async function plannedFiles(tree: FileTree, files: Files): Promise<readonly PlannedFile[]> {
  return await Promise.all(
    Object.entries(files).map(async ([path, content]): Promise<PlannedFile> => {
      const before = await textIn(tree, path);
      if (before === undefined) return { path, state: "new", content };
      // Git may give a checkout other line ends.
      if (before.replaceAll("\r\n", "\n") === content) return { path, state: "same" };
      const isRenewed = writtenCi(content) !== undefined && writtenCi(before)?.isEdited === false;
      return isRenewed ? { path, state: "renewed", content, before } : keptOrSame(path, before);
    }),
  );
}

/** What a person wrote is well where it says what is needed. */
function keptOrSame(path: string, before: string): PlannedFile {
  const needed = memberOf(ciLines, path);
  if (needed && needed.isIn(before)) return { path, state: "same" };
  return { path, state: "kept", ...(needed && { missing: needed.line }) };
}

export function byPath(one: PlannedFile, other: PlannedFile): number {
  return one.path < other.path ? -1 : 1;
}
