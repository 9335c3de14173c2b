const mebibyte = 1024 * 1024;

/** What is read of manifests at most. More is refused before it is parsed: parsing takes fifty times the memory of the text. */
export const manifestLimits = {
  /** Bytes of one file, or of what kustomize makes of one folder. */
  file: 16 * mebibyte,
  /** Bytes of all files of one build. */
  build: 32 * mebibyte,
  /** Bytes of one document, aliases replaced by what they stand for: an API server takes no larger request. */
  document: 3 * mebibyte,
  /** Maps and lists in each other. */
  depth: 500,
  /** Aliases of one document. */
  aliases: 10_000,
} as const;

/** `20.0 MiB` */
export const sizeText = (bytes: number): string => `${(bytes / mebibyte).toFixed(1)} MiB`;

/** What is wrong with a file of this size, or `undefined` when it may be read. */
export function sizeProblem(bytes: number): string | undefined {
  if (bytes <= manifestLimits.file) return undefined;
  return `has ${sizeText(bytes)}; at most ${sizeText(manifestLimits.file)} of one file are read. Split it into several files`;
}
