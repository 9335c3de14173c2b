import type { CommitId } from "../../git/index.ts";
import type { ChangeRequest, ForgeUser } from "../change-request.ts";
import type { ChangeRequests } from "../change-requests.ts";
import {
  branch as branchAnswer,
  commit as commitAnswer,
  listOf,
  type Pull,
  pull as pullAnswer,
  pullFile,
  reference as referenceAnswer,
  timelineEntry,
} from "./answers.ts";
import { noSuchRequest } from "./board.ts";
import type { GiteaClient } from "./client.ts";
import { deletedUser, forgeUser } from "./identities.ts";
import { pullsThatBrought } from "./merged-by.ts";
import { readReviews } from "./reviews.ts";

/** Gitea alone writes these. */
const ownReferences = "refs/pull/";

export function giteaChangeRequests(client: GiteaClient): ChangeRequests {
  const base = `repos/${client.repository}`;
  const read = async (pull: Pull) => await changeRequest(client, pull);
  return {
    async read(number) {
      const found = await client.find(`${base}/pulls/${number}`, pullAnswer);
      if (found === undefined) throw noSuchRequest(client, number);
      return await read(found);
    },
    openAt: async (head) => await Promise.all((await openPulls(client, (pull) => pull.head.sha === head)).map(read)),
    async mergedBy(commit, branch) {
      return await Promise.all((await pullsThatBrought(client, commit, branch)).map(read));
    },
    reviewsOf: (number) => readReviews(client, number),
    async filesOf(number) {
      // Files that Gitea calls unchanged are binary ones, and those whose mode was changed.
      const files = await client.list(`${base}/pulls/${number}/files`, listOf(pullFile));
      const paths = files.flatMap(({ filename, previous_filename: old }) =>
        old === undefined ? [filename] : [old, filename],
      );
      return [...new Set(paths)].toSorted();
    },
    async requiredChecksOf(name) {
      const found = await client.find(`${base}/branches/${pathOf(name)}`, branchAnswer);
      if (found === undefined) return "unknown";
      if (!found.protected || !found.enable_status_check) return [];
      return (found.status_check_contexts ?? []).map((context) => ({ context }));
    },
    contributorsOf: (number) => contributors(client, number),
  };
}

/** Gitea ignores a filter by the head and gives every pull request. */
export async function openPulls(client: GiteaClient, isWanted: (pull: Pull) => boolean): Promise<readonly Pull[]> {
  const pulls = await client.list(`repos/${client.repository}/pulls?state=open`, listOf(pullAnswer));
  return pulls.filter((each) => each.state === "open" && isWanted(each));
}

/**
 * The commit that is to be merged, or was the last one. Gitea names the branch's newest one as the head, also when the branch went on after the merge, or was made
 * anew after it was closed; its own reference stays, and refuses every push.
 */
async function headOf(client: GiteaClient, { number, state, head }: Pull): Promise<CommitId> {
  if (state === "open") return head.sha;
  const name = `refs/pull/${number}/head`;
  const references = await client.read(`repos/${client.repository}/git/${name}`, listOf(referenceAnswer));
  const found = references?.find(({ ref }) => ref === name);
  if (!found) throw client.unavailable(name, "it is not among the references of this name");
  return found.object.sha;
}

export async function changeRequest(client: GiteaClient, pull: Pull): Promise<ChangeRequest> {
  const { number, merge_commit_sha: merge, merged_at: at, merged_by: by } = pull;
  const head = await headOf(client, pull);
  const isMerged = pull.merged && merge !== null && at !== null;
  return {
    number,
    title: pull.title,
    url: client.page(`/pulls/${number}`),
    state: isMerged ? "merged" : pull.state === "open" ? "open" : "closed",
    isDraft: pull.draft === true,
    author: pull.user ? forgeUser(pull.user) : deletedUser,
    base: { branch: pull.base.ref, ...(pull.base.sha !== "" && { commit: pull.base.sha }) },
    // Once the branch is gone, Gitea names its own reference instead.
    head: { commit: head, ...(!pull.head.ref.startsWith(ownReferences) && { branch: pull.head.ref }) },
    isFromFork: isFromFork(pull),
    labels: (pull.labels ?? []).map(({ name }) => name),
    ...(isMerged && { merge: { commit: merge, at, ...(by && { by: forgeUser(by) }) } }),
  };
}

/**
 * Who may read only can push to `refs/for`: Gitea then keeps the head itself, in the repository, where it keeps those of deleted branches
 * as well.
 */
export function isFromFork({ head, base }: Pull): boolean {
  return !head.repo || head.repo_id !== base.repo_id || head.ref.startsWith(ownReferences);
}

/** The opener, those who pushed since, and the authors of the commits as far as Gitea knows their addresses. */
async function contributors(client: GiteaClient, number: number): Promise<readonly ForgeUser[] | "unknown"> {
  const base = `repos/${client.repository}`;
  const { user: opener } = await client.read(`${base}/pulls/${number}`, pullAnswer);
  const timeline = await client.list(`${base}/issues/${number}/timeline`, listOf(timelineEntry));
  const commits = await client.list(`${base}/pulls/${number}/commits`, listOf(commitAnswer));
  const pushes = timeline.filter(({ type }) => type === "pull_push");
  // Gitea lists the pushes before the opening as the opener's, and leaves out those before a change of the base.
  const isRetargeted = timeline.some(({ type }) => type === "change_target_branch");
  const isKnown = !isRetargeted && commits.every(({ author, committer }) => author ?? committer);
  if (!isKnown || pushes.some(({ user }) => !user)) return "unknown";
  const users = [
    opener,
    ...pushes.map(({ user }) => user),
    ...commits.flatMap((each) => [each.author, each.committer]),
  ];
  const known = users.filter((user) => user !== null && user !== undefined).map(forgeUser);
  return [...new Map(known.map((user) => [user.id, user])).values()];
}

/** A branch's name in an address: its slashes stay. */
function pathOf(branch: string): string {
  return branch.split("/").map(encodeURIComponent).join("/");
}
