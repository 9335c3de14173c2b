/** Makes files of the repository out of other files of it. Registered in `index.ts`. */
export interface Generator {
  /** What it makes, for messages. */
  readonly name: string;
  /** Paths from the repository's root, and what each file says. Depends on the repository's content alone. */
  readonly generate: (root: string) => Promise<ReadonlyMap<string, string>>;
}
