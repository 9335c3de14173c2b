import type { CommitId } from "../../git/index.ts";
import { ForgeRefused } from "../errors.ts";

interface Repository {
  readonly forge: string;
  readonly repository: string;
}

/** Refuses a short id and a branch's name, which are resolved to what they are at that instant. */
export function fullId(at: Repository, commit: string): CommitId {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return commit;
  throw noSuchCommit(at, commit);
}

export function noSuchCommit({ forge, repository }: Repository, commit: string): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `a result of ${commit}`,
    what: `${repository} has no such commit`,
    remedy: "Push the commit first, and give its whole id.",
  });
}
