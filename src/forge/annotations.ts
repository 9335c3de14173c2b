import type { CommitId } from "../git/index.ts";

/** What is said beside lines of a file. */
export interface Annotation {
  /** From the root of the repository. */
  readonly path: string;
  /** From 1, in the file as the commit has it. */
  readonly first: number;
  readonly last: number;
  /** How the forge marks it. */
  readonly level: "notice" | "warning";
  /** One line of plain text. */
  readonly text: string;
}

/** Notes beside the lines of a commit's files, where a forge shows some. */
export interface Annotations {
  /**
   * Makes the notes of `context` on the commit be these, and no others. `context` is the name of a check that was set on it before.
   *
   * Those that are more than the forge takes are left out, the last ones first.
   *
   * @throws {ForgeUnavailable}
   * @throws {ForgeRefused} when the token may not.
   */
  ensureAnnotations(commit: CommitId, context: string, annotations: readonly Annotation[]): Promise<void>;
}
