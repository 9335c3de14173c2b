import type { BoardLimits } from "./board.ts";

export interface EnsuredNote {
  /** Commands that show it in a clone. */
  readonly show: string;
  readonly done: "created" | "updated" | "unchanged";
}

/** Text that Git keeps beside the tree of a merge, where there are no comments. */
export interface TreeNotes {
  /**
   * Makes the note of a tree on the remote read `text`: creates it, replaces it, or leaves it when it already does. A commit with
   * the very same files has the same note, by whichever merge it came to be. The tree need not exist yet.
   *
   * @param tree 40 hexadecimal digits
   * @throws {ForgeUnavailable}
   * @throws {ForgeRefused} when the remote does not let notes be pushed.
   */
  ensureNote(tree: string, text: string): Promise<EnsuredNote>;
  readonly limits: BoardLimits;
}
