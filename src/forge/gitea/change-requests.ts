import type { CommitId } from "../../git/index.ts";
import type { ChangeRequest, ForgeUser } from "../change-request.ts";
import type { ChangeRequests } from "../change-requests.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
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
  // Gitea ignores a filter by the head and gives every pull request.
  const open = async (isWanted: (pull: Pull) => boolean) =>
    (await client.list(`${base}/pulls?state=open`, listOf(pullAnswer)))
      .filter((each) => each.state === "open" && isWanted(each))
      .map((each) => changeRequest(client, each, each.head.sha));
  const read = async (pull: Pull) => changeRequest(client, pull, await headOf(client, pull));
  return {
    async read(number) {
      const found = await client.find(`${base}/pulls/${number}`, pullAnswer);
      if (found === undefined) throw noSuchRequest(client, number);
      return await read(found);
    },
    openAt: (head) => open((pull) => pull.head.sha === head),
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
    async ensureOpen({ title, body, head, base: target }) {
      const isWanted = (pull: Pull) => pull.head.ref === head && pull.base.ref === target && !isFromFork(pull);
      const oldest = async () => (await open(isWanted)).toSorted((one, other) => one.number - other.number)[0];
      return await client.ensuring(async () => {
        const found = await oldest();
        if (found) return found;
        const request = { method: "POST", path: `${base}/pulls`, body: { title, body, head, base: target } } as const;
        const opened = await orRefusal(client.write(request, pullAnswer), 409);
        const kept = await oldest();
        if (opened instanceof ForgeRefused) {
          if (kept) return kept;
          throw opened;
        }
        if (kept === undefined || kept.number === opened.number) return await read(opened);
        // Gitea opens two for one pair of branches when it is asked for both at the same time.
        const path = `${base}/pulls/${opened.number}`;
        await client.write({ method: "PATCH", path, body: { state: "closed" } }, pullAnswer);
        return kept;
      });
    },
    contributorsOf: (number) => contributors(client, number),
  };
}

/**
 * The commit that was merged. Gitea names the branch's newest one as the head, also when the branch went on after the merge; its
 * own reference stays, and refuses every push.
 */
async function headOf(client: GiteaClient, { number, merged, head }: Pull): Promise<CommitId> {
  if (!merged) return head.sha;
  const name = `refs/pull/${number}/head`;
  const references = await client.read(`repos/${client.repository}/git/${name}`, listOf(referenceAnswer));
  const found = references?.find(({ ref }) => ref === name);
  if (!found) throw client.unavailable(name, "it is not among the references of this name");
  return found.object.sha;
}

function changeRequest(client: GiteaClient, pull: Pull, head: CommitId): ChangeRequest {
  const { number, merge_commit_sha: merge, merged_at: at, merged_by: by } = pull;
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
function isFromFork({ head, base }: Pull): boolean {
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
