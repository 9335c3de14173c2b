import type { CommitId } from "../../git/index.ts";
import type { CommitStatus, CommitStatuses, CommitStatusState } from "../commit-statuses.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { Identities } from "../identities.ts";
import { oneLine } from "../one-line.ts";
import { type StoredStatus, status as statusAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";

/** Characters that GitLab takes of a description. */
const descriptionLength = 255;

/** GitLab's word for each state. Only `success` lets a merge through that waits for the pipeline. */
const words = { pending: "pending", success: "success", failure: "failed", error: "canceled" } as const;

export function gitlabStatuses(client: GitLabClient, { self }: Pick<Identities, "self">): CommitStatuses {
  const { commits, repository } = client;
  const read = async (commit: CommitId, filter: { readonly name?: string; readonly ref?: string } = {}) => {
    const what = `statuses of ${fullId(client, commit)}`;
    const found = await client.maybeList(what, statusAnswer, (page) =>
      commits.allStatuses(repository, commit, { ...filter, ...page }),
    );
    if (found === undefined) throw noSuchCommit(client, commit);
    // One that is running keeps its id when it changes, and a new one has a higher id. Other lists may not be in this order.
    return found.toSorted((one, other) => one.id - other.id);
  };
  return {
    async statusesOf(commit) {
      const newest = new Map((await read(commit)).map((each) => [each.name, each]));
      return [...newest.values()].map(commitStatus);
    },
    async setStatus(commit, wanted, branch) {
      const { context: name, url } = wanted;
      const description = oneLine(wanted.description, descriptionLength);
      const status = { ...wanted, description };
      const ref = branch === undefined ? {} : { ref: branch };
      const me = await self();
      const isOurs = ({ author }: StoredStatus) => String(author?.id) === me.id;
      await client.ensuring(async () => {
        const stored = await read(commit, { name, ...ref });
        const newest = stored.at(-1);
        // Another user's status of the same name hides ours, so that ours is written once more.
        if (newest && isOurs(newest) && isEqual(commitStatus(newest), status)) return;
        // Without its pipeline, a status may open a second one beside that of the merge request.
        const pipelineId = stored.findLast(isOurs)?.pipeline_id ?? undefined;
        const post = (pipeline: { readonly pipelineId?: number }) =>
          client.whileLocked(() =>
            commits.editStatus(repository, commit, words[wanted.state], {
              name,
              description,
              ...ref,
              ...(url !== undefined && { targetUrl: url }),
              ...pipeline,
            }),
          );
        const attempt = async () => {
          if (pipelineId === undefined) return await post({});
          // The pipeline has as many jobs as it may: GitLab opens another one.
          return (await orRefusal(post({ pipelineId }), 422)) instanceof ForgeRefused ? await post({}) : undefined;
        };
        const answer = await orRefusal(attempt(), 400);
        if (!(answer instanceof ForgeRefused)) return;
        // Older servers refuse a state that the status has already, and have kept the new description.
        const isEqualState = answer.data.what.includes("Cannot transition status");
        const last = isEqualState ? (await read(commit, { name, ...ref })).at(-1) : undefined;
        if (last === undefined || !isOurs(last) || commitStatus(last).state !== wanted.state) throw answer;
      });
    },
  };
}

function commitStatus({ name, status, description, target_url: url }: StoredStatus): CommitStatus {
  return { context: name, state: stateOf(status), description: description ?? "", ...(url && { url }) };
}

function isEqual(one: CommitStatus, other: CommitStatus): boolean {
  return one.state === other.state && one.description === other.description && (one.url ?? "") === (other.url ?? "");
}

/** GitLab's words are those of the jobs of its CI, and grow. */
function stateOf(word: string): CommitStatusState {
  if (word === "success" || word === "skipped") return "success";
  if (word === "failed") return "failure";
  return word === "canceled" ? "error" : "pending";
}

/** GitLab resolves a branch's name and a short id to what they are at that instant. */
function fullId(client: GitLabClient, commit: string): CommitId {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return commit;
  throw noSuchCommit(client, commit);
}

function noSuchCommit({ forge, repository }: GitLabClient, commit: string): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `a status of ${commit}`,
    what: `${repository} has no such commit`,
    remedy: "Push the commit first, and give its whole id.",
  });
}
