/** The one branch of an environment's proposals. */
export function proposalBranch(environment: string): string {
  return `groundwork/drift-${environment}`;
}

export function proposalTitle(environment: string): string {
  return `Declare what stands in ${environment}`;
}

const trailer = "Groundwork-Differences";

/** The message of the commit, from which a later run reads which differences it is about. @param fingerprints of them */
export function proposalMessage(environment: string, fingerprints: readonly string[]): string {
  const about = [...new Set(fingerprints)].toSorted().join(" ");
  const why = "It was changed outside of Git, and this declares it as it is now.";
  return `${proposalTitle(environment)}\n\n${why}\n\n${trailer}: ${about}\n`;
}

/** Fingerprints of the differences that a commit is about; `undefined` where its message names none. */
export function proposedIn(message: string): readonly string[] | undefined {
  const line = message.split("\n").find((each) => each.startsWith(`${trailer}: `));
  return line?.slice(trailer.length + 2).split(" ");
}
