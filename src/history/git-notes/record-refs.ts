import type { Environment } from "../../git/executable/index.ts";
import { RecordRewritten } from "../errors.ts";

/** A clone, and the remote of it that keeps the records. */
export interface NotesPlace {
  /** Folder of the clone. */
  readonly folder: string;
  /** Name of the remote. */
  readonly remote: string;
  /** Where Git takes credentials and settings from; this process's when left out. */
  readonly environment?: Environment;
}

/** `git log refs/notes/groundwork` reads it, once it is fetched. */
export const notesRef = "refs/notes/groundwork";

/**
 * A second reference of the remote to the commit of the last record. Each push of a record moves both, so that a clone that has read nothing
 * finds that the first one was removed or put back, and where it stood. Its name is one that rules of a host for `refs/notes/*` hold for.
 */
export const secondRef = "refs/notes/groundwork-tip";

/** Reference of the clone to the last commit of the record that it has read. */
export function memoryRef({ remote }: Pick<NotesPlace, "remote">): string {
  return `refs/groundwork/record/${remote}`;
}

/** For messages: the URL of a remote may hold a password, its name does not. */
export function placeName({ remote }: Pick<NotesPlace, "remote">): string {
  return `${notesRef} of ${remote}`;
}

/** Commits that are not in the history of the record, where it stood before. At least one of them is named. */
export interface LostCommits {
  readonly kind: "lost";
  /** Where the record stands now; `undefined` where it was removed. */
  readonly tip: string | undefined;
  /** The one of the second reference. */
  readonly second: string | undefined;
  /** The one that this clone has read. */
  readonly seen: string | undefined;
}

/** What was lost, with Git's commands that bring it back from where it is known, and that take the record as it stands. */
export function rewrittenRef(place: NotesPlace, { tip, second, seen }: LostCommits): RecordRewritten {
  const { remote } = place;
  const memory = memoryRef(place);
  const short = (second ?? seen ?? "").slice(0, 7);
  const known = second === undefined ? "which this clone has read" : "at which it stood";
  const problem =
    tip === undefined ? `it was removed, and stood at ${short}` : `${short}, ${known}, is not in its history`;
  const push = `git push ${tip === undefined ? "" : "--force "}${remote}`;
  const restore =
    second === undefined
      ? `${push} ${memory}:${notesRef} ${memory}:${secondRef}`
      : `git fetch ${remote} ${secondRef} && ${push} FETCH_HEAD:${notesRef}`;
  const accept = [
    ...(second === undefined ? [] : [`git push --delete ${remote} ${secondRef}`]),
    ...(seen === undefined ? [] : [`git update-ref -d ${memory}`]),
  ];
  return new RecordRewritten({ place: placeName(place), problem, restore, accept: accept.join(" && ") });
}
