import type { ListedReference } from "./reference.ts";

/** Which part of a repository is brought into a bare clone. */
export interface WantedHistory {
  readonly gitdir: string;
  /** Full name on the server. */
  readonly ref: string;
  /** How many commits of history; all that there is when left out. */
  readonly depth: number | undefined;
}

/** Where the last fetched commit is kept, so that the next fetch asks only for what came after it. */
export const lastFetched = "refs/groundwork/last";

/** A repository on a server, by one of the protocols of Git. Both verbs end within the remote's limit of time. */
export interface RemoteRepository {
  /** What the server has: one small request. */
  list(): Promise<readonly ListedReference[]>;
  /** Brings the commit of a reference with its files, and history, and leaves no reference of the clone but {@link lastFetched}. */
  fetch(wanted: WantedHistory): Promise<void>;
}
