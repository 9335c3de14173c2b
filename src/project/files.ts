/** Contents of files by path from the root of the repository. */
export type Files = Readonly<Record<string, string>>;
