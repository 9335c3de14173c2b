import type { CorrectedDifference } from "../../change/index.ts";

/** The one branch of an environment's proposals. */
export function proposalBranch(environment: string): string {
  return `groundwork/drift-${environment}`;
}

export function proposalTitle(environment: string): string {
  return `Declare what stands in ${environment}`;
}

const trailer = "Groundwork-Declares";

/** One property of a difference, as the message of a proposal names it. The fingerprint alone is that of the whole resource. */
export function propertiesOf({ fingerprint, paths }: CorrectedDifference): readonly string[] {
  return paths.map((path) => `${fingerprint}/${encodeURIComponent(path)}`);
}

/** The message of the commit, from which a later run reads of which differences it declares which properties. */
export function proposalMessage(environment: string, differences: readonly CorrectedDifference[]): string {
  const about = [...new Set(differences.flatMap(propertiesOf))].toSorted().join(" ");
  const why = "It was changed outside of Git, and this declares it as it is now.";
  return `${proposalTitle(environment)}\n\n${why}\n\n${trailer}: ${about}\n`;
}

/** The {@link propertiesOf} differences that a commit declares; `undefined` where its message names none. */
export function propertiesIn(message: string): readonly string[] | undefined {
  const line = message.split("\n").find((each) => each.startsWith(`${trailer}: `));
  return line?.slice(trailer.length + 2).split(" ");
}
