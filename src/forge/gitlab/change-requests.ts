import type { ChangeRequest } from "../change-request.ts";
import type { ChangeRequests } from "../change-requests.ts";
import { ForgeUnavailable } from "../errors.ts";
import type { Identities } from "../identities.ts";
import {
  branch as branchAnswer,
  diff,
  type MergeRequest,
  mergeRequest as mergeRequestAnswer,
  project as projectAnswer,
} from "./answers.ts";
import { noSuchRequest } from "./board.ts";
import type { GitLabClient } from "./client.ts";
import { contributors } from "./contributors.ts";
import { forgeUser } from "./identities.ts";
import { landedTip } from "./landed-tip.ts";
import { requestsThatBrought } from "./merged-by.ts";
import { readReviews } from "./reviews.ts";

export function gitlabChangeRequests(
  client: GitLabClient,
  identities: Pick<Identities, "permissionOf">,
): ChangeRequests {
  const { branches, mergeRequests, projects, repository } = client;
  const readStored = (number: number) => storedRequest(client, number);
  const read = async (number: number) => await changeRequest(client, await readStored(number));
  return {
    read,
    async openAt(head) {
      const found = await client.maybeList(`merge requests of ${head}`, mergeRequestAnswer, (page) =>
        client.commits.allMergeRequests(repository, head, page),
      );
      // Also those that have the commit below their head, in every state.
      const open = (found ?? []).filter(({ state, sha }) => state === "opened" && sha === head);
      return await Promise.all(open.map((each) => changeRequest(client, each)));
    },
    async mergedBy(commit, branch) {
      const found = await requestsThatBrought(client, commit, branch);
      return await Promise.all(found.map(({ iid }) => read(iid)));
    },
    reviewsOf: (number) => readReviews(client, number, identities),
    async filesOf(number) {
      const { changes_count: count } = await readStored(number);
      const files = await client.list(`changes of merge request ${number}`, diff, (page) =>
        mergeRequests.allDiffs(repository, number, page),
      );
      // Not counted yet, more than GitLab lists, or fewer listed than there are.
      if (count !== String(files.length)) return "unknown";
      return [...new Set(files.flatMap((each) => [each.old_path, each.new_path]))].toSorted();
    },
    async requiredChecksOf(name) {
      const found = await client.maybe(`branch ${name}`, branchAnswer, branches.show(repository, name));
      if (found === undefined) return "unknown";
      const settings = await client.one("the project", projectAnswer, projects.show(repository));
      const isDemanded = settings.only_allow_merge_if_pipeline_succeeds;
      if (isDemanded === undefined || isDemanded === null) return "unknown";
      // No check can be demanded by its name: every status of the pipeline has to succeed.
      return isDemanded ? [{ context: "*" }] : [];
    },
    contributorsOf: async (number) => await contributors(client, await readStored(number)),
  };
}

/** @throws {NoSuchChangeRequest} */
export async function storedRequest(client: GitLabClient, number: number): Promise<MergeRequest> {
  const asked = client.mergeRequests.show(client.repository, number);
  const found = await client.maybe(`merge request ${number}`, mergeRequestAnswer, asked);
  if (found === undefined) throw noSuchRequest(client, number);
  return found;
}

export async function changeRequest(client: GitLabClient, stored: MergeRequest): Promise<ChangeRequest> {
  const { iid: number, sha, state, target_branch: target, source_branch: source } = stored;
  if (sha === null)
    throw new ForgeUnavailable({
      forge: client.forge,
      request: `the request for merge request ${number}`,
      what: "it does not say which commit the head is",
    });
  const base = await branchAt(client, target);
  const merge = await mergeOf(client, stored, sha);
  // GitLab goes on to name the branch of a merge request that was closed or merged after the branch was deleted.
  const isThere = state === "opened" || isFromFork(stored) || (await branchAt(client, source)) !== undefined;
  return {
    number,
    title: stored.title,
    url: client.page(`/merge_requests/${number}`),
    state: merge ? "merged" : state === "opened" ? "open" : "closed",
    isDraft: stored.draft,
    author: stored.author ? forgeUser(stored.author) : deletedUser,
    base: { branch: target, ...(base !== undefined && { commit: base }) },
    head: { commit: sha, ...(isThere && { branch: source }) },
    isFromFork: isFromFork(stored),
    labels: stored.labels,
    ...(merge && { merge }),
  };
}

/** In place of a user who is not told. */
const deletedUser = { id: "-1", name: "Ghost User" };

async function branchAt(client: GitLabClient, name: string): Promise<string | undefined> {
  const asked = client.branches.show(client.repository, name);
  return (await client.maybe(`branch ${name}`, branchAnswer, asked))?.commit.id;
}

async function mergeOf(client: GitLabClient, stored: MergeRequest, head: string): Promise<ChangeRequest["merge"]> {
  const { state, merged_at: at, merge_user: mergeUser, merged_by: mergedBy } = stored;
  if (state !== "merged" || at === null) return undefined;
  const by = mergeUser ?? mergedBy;
  const commit = stored.merge_commit_sha ?? stored.squash_commit_sha ?? (await landedTip(client, stored, head));
  return { commit, at, ...(by && { by: forgeUser(by) }) };
}

export function isFromFork({ source_project_id: source, target_project_id: target }: MergeRequest): boolean {
  return source !== target;
}
