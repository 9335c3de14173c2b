/** A commit and the name it was found under. */
export interface Revision {
  /** Branch, tag or full reference name; empty when the commit itself was asked for. */
  readonly label: string;
  readonly commit: string;
}

/** `main@sha1:<commit>`, as Flux writes it. */
export const revisionText = ({ label, commit }: Revision): string =>
  label === "" ? `sha1:${commit}` : `${label}@sha1:${commit}`;

/** The parts of what {@link revisionText} wrote, or `undefined` for any other text. */
export function parseRevision(text: string | undefined): Revision | undefined {
  const match = /^(?:(.+)@)?sha1:([0-9a-f]{40})$/.exec(text ?? "");
  return match?.[2] === undefined ? undefined : { label: match[1] ?? "", commit: match[2] };
}

/** Whether `given`, written by a person, means `commit`: itself or at least its first 7 digits. */
export const meansCommit = (given: string | undefined, commit: string): boolean =>
  given !== undefined && given.length >= 7 && commit.startsWith(given);
