import { type Environment, installedGit } from "../../git/executable/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { Clock } from "../../lib/index.ts";
import { type Documents, documentsIn } from "./documents.ts";
import { numbersRecord } from "./records.ts";

/** Where a local forge is. */
export interface LocalForgePlace {
  /** Folder of its files, made when the first one is written. */
  readonly folder: string;
  /** A repository on this machine, whose branches the change requests are about. Merges write to it: a bare one. */
  readonly repository: string;
  /** A clone of it, which commits are fetched into; without one there is no port for branches. */
  readonly clone?: string;
  /** Name of the user that the adapter acts as. */
  readonly user: string;
  readonly clock: Clock;
  /** Variables that `git` runs with. */
  readonly environment: Environment;
}

/** A place that was opened. */
export interface OpenedPlace extends LocalForgePlace {
  readonly documents: Documents;
  now(): string;
  git(...args: readonly string[]): Promise<string>;
  /** The commit of a full reference name or id; `undefined` for what the repository does not have. */
  commitAt(revision: string): Promise<CommitId | undefined>;
  /** A number for a change request or an issue, given once. */
  nextNumber(): Promise<number>;
}

export function openPlace(place: LocalForgePlace): OpenedPlace {
  const documents = documentsIn(place.folder);
  const git = async (...args: readonly string[]) =>
    (await installedGit({ args: ["-C", place.repository, ...args], environment: place.environment })).trim();
  return {
    ...place,
    documents,
    git,
    now: () => place.clock.now().toISOString(),
    async commitAt(revision) {
      const found = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`).catch(
        () => "",
      );
      return found === "" ? undefined : found;
    },
    async nextNumber() {
      let given = 0;
      await documents.update("numbers", numbersRecord, (now) => {
        given = (now?.last ?? 0) + 1;
        return { last: given };
      });
      return given;
    },
  };
}
