import type { CommitId } from "../../../git/index.ts";
import type { ChangeRequest, Merge } from "../../change-request.ts";
import { type Activity, activity as activityAnswer, type Endpoint, type Pull } from "./answers.ts";
import type { CloudClient } from "./client.ts";
import { cloudUser, deletedUser } from "./identities.ts";

/** The log of a pull request, newest first. */
export async function activityOf(client: CloudClient, number: number): Promise<readonly Activity[]> {
  return await client.list(
    `repositories/${client.repository}/pullrequests/${number}/activity?pagelen=50`,
    activityAnswer,
  );
}

export async function changeRequest(client: CloudClient, pull: Pull): Promise<ChangeRequest> {
  const { id: number, source, destination } = pull;
  const isOpen = pull.state === "OPEN";
  const base = destination.commit ? await client.wholeId(destination.commit.hash) : undefined;
  return {
    number,
    title: pull.title,
    url: client.page(`/pull-requests/${number}`),
    state: pull.state === "MERGED" ? "merged" : isOpen ? "open" : "closed",
    isDraft: pull.draft === true,
    author: pull.author ? cloudUser(pull.author) : deletedUser,
    base: { branch: destination.branch.name, ...(base !== undefined && { commit: base }) },
    // Bitbucket goes on to name a branch that is gone.
    head: { commit: await headOf(client, pull), ...(isOpen && { branch: source.branch.name }) },
    isFromFork: isFromFork(pull),
    labels: [],
    ...(pull.state === "MERGED" && { merge: await mergeOf(client, pull) }),
  };
}

/** True where the head's repository is gone, too. */
export function isFromFork({ source, destination }: Pick<Pull, "source" | "destination">): boolean {
  return !source.repository || source.repository.uuid !== destination.repository?.uuid;
}

/** The commit to be merged, whole. @throws {ForgeUnavailable} when Bitbucket has it no more */
export async function headOf(client: CloudClient, { id, source }: Pull): Promise<CommitId> {
  return await wholeId(client, id, source.commit?.hash, source.repository);
}

export async function mergeCommitOf(client: CloudClient, { id, merge_commit: merge }: Pull): Promise<CommitId> {
  return await wholeId(client, id, merge?.hash);
}

async function mergeOf(client: CloudClient, pull: Pull): Promise<Merge> {
  const { closed_by: by } = pull;
  return {
    commit: await mergeCommitOf(client, pull),
    at: await mergedAt(client, pull),
    ...(by && { by: cloudUser(by) }),
  };
}

/** By the log; without an entry, the last update is the earliest time that is certainly not before the merge. */
export async function mergedAt(client: CloudClient, { id, updated_on: updated }: Pull): Promise<string> {
  const merged = (await activityOf(client, id)).find(({ update }) => update?.state === "MERGED");
  return merged?.update?.date ?? updated;
}

async function wholeId(
  client: CloudClient,
  number: number,
  cut: string | undefined,
  holder?: Endpoint["repository"],
): Promise<CommitId> {
  const whole = cut === undefined ? undefined : await client.wholeId(cut, holder?.full_name);
  if (whole !== undefined) return whole;
  const path = `repositories/${client.repository}/pullrequests/${number}`;
  throw client.unavailable(path, `it names the commit ${cut ?? "of nothing"}, which is not there`);
}
