/** By path from the folder of the machines: the content of each file. */
export type PlaybookFiles = ReadonlyMap<string, Uint8Array>;

/** What a check of one playbook gave. `not-checked` is never to be read as well-formed. */
export type PlaybookAnswer =
  | { readonly kind: "well-formed" }
  /** `message` is one line, with the place in the file where the tool names one. */
  | { readonly kind: "malformed"; readonly message: string }
  | { readonly kind: "not-checked"; readonly because: string };

export interface PlaybookSyntax {
  /**
   * Whether the tool can read each playbook. Asks no machine and changes nothing. Never rejects.
   *
   * @param playbooks paths among `files`
   */
  check(
    files: PlaybookFiles,
    playbooks: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, PlaybookAnswer>>;
}
