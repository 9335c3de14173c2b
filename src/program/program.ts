import type { CommitTree } from "../git/index.ts";

/** The source files that a program consists of. */
export interface ProgramFiles {
  /** Every file that the entry loads, mapped to the path of imports that leads to it, entry first, itself last. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Names of the packages that these files import. */
  readonly packages: ReadonlySet<string>;
  /** An import whose target only running the program would tell: what it loads is not among `files`. */
  readonly unresolved: readonly string[];
  /** Those among {@link files} whose source reads what no commit has: variables of the process, the network, other programs, chance. */
  readonly readingOutside: readonly string[];
}

/** Follows the imports of a program in a commit, without checking it out or running it. */
export interface ProgramReader {
  /** @throws {ProgramUnreadable} for a missing entry or a file that does not parse. */
  filesOf(tree: CommitTree, entry: string): Promise<ProgramFiles>;
}

/** Packages that a run loads first: tsx runs the sources and the SDK starts them, and the program imports neither. */
export function programRoots(packages: ProgramFiles["packages"]): readonly string[] {
  return [...packages, "tsx", "@pulumi/pulumi"];
}
