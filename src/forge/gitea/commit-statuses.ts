import type { CommitId } from "../../git/index.ts";
import type { CommitStatus, CommitStatuses, CommitStatusState } from "../commit-statuses.ts";
import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import { oneLine } from "../one-line.ts";
import { commit as commitAnswer, listOf, status as statusAnswer } from "./answers.ts";
import type { GiteaClient } from "./client.ts";
import { orServerError } from "./refusals.ts";

/** Characters. Gitea has no limit; its pages show about so many. */
const descriptionLength = 255;

export function giteaStatuses(client: GiteaClient): CommitStatuses {
  const base = `repos/${client.repository}`;
  const statusesOf = async (commit: CommitId): Promise<readonly CommitStatus[]> => {
    const all = await client.list(`${base}/commits/${fullId(client, commit)}/statuses`, listOf(statusAnswer));
    const newest = new Map<string, (typeof all)[number]>();
    // Gitea orders by whole seconds, and within one second the oldest comes first. Ids only grow.
    for (const each of all.toSorted((one, other) => one.id - other.id)) newest.set(each.context, each);
    return [...newest.values()].map(({ context, status, description, target_url: url }) => ({
      context,
      state: stateOf(status),
      description: description ?? "",
      ...(url && { url }),
    }));
  };
  return {
    statusesOf,
    async setStatus(commit, wanted) {
      const { context, state, url = "" } = wanted;
      const description = oneLine(wanted.description, descriptionLength);
      await client.ensuring(async () => {
        const now = (await statusesOf(commit)).find((each) => each.context === context);
        if (now?.state === state && now.description === description && (now.url ?? "") === url) return;
        const body = { context, state, description, target_url: url };
        const request = { method: "POST", path: `${base}/statuses/${commit}`, body } as const;
        const written = await orServerError(client.write(request, statusAnswer));
        // Gitea answers 500 for a commit that it does not have.
        if (written instanceof ForgeUnavailable)
          throw (await isMissing(client, commit)) ? noSuchCommit(client, commit) : written;
      });
    },
  };
}

/** Gitea takes a short id, an upper-case one and a branch's name as well, and resolves them to what they are at that instant. */
function fullId(client: GiteaClient, commit: string): CommitId {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return commit;
  throw noSuchCommit(client, commit);
}

/** False where it cannot be told. */
async function isMissing(client: GiteaClient, commit: CommitId): Promise<boolean> {
  return await client.find(`repos/${client.repository}/git/commits/${commit}`, commitAnswer).then(
    (found) => found === undefined,
    () => false,
  );
}

function noSuchCommit({ forge, repository }: GiteaClient, commit: string): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `a status of ${commit}`,
    what: `${repository} has no such commit`,
    remedy: "Push the commit first, and give its whole id.",
  });
}

/** Words that Gitea takes besides the four: a warning stops a merge as a failure does, a skipped check does not. */
function stateOf(word: string): CommitStatusState {
  if (word === "success" || word === "skipped") return "success";
  if (word === "failure" || word === "warning") return "failure";
  // Gitea stores any word, and one that it does not know never satisfies a required check.
  return word === "error" ? "error" : "pending";
}
