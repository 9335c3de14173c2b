import type { ChangeRequest } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";

/** Why what was found of a commit is not the newest of its change request any more; `undefined` when it is. */
export function supersededBy(before: ChangeRequest, now: ChangeRequest, previewed: CommitId): string | undefined {
  if (now.head.commit !== previewed)
    return `the head of change request ${now.number} is ${short(now.head.commit)} by now, and ${short(previewed)} was previewed`;
  if (now.base.branch !== before.base.branch)
    return `change request ${now.number} is to be merged into ${now.base.branch} by now, and ${before.base.branch} was compared with`;
  if (now.state !== "open") return `change request ${now.number} is ${now.state}`;
  return undefined;
}

function short(commit: CommitId): string {
  return commit.slice(0, 7);
}
