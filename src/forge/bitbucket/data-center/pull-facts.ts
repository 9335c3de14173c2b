import * as z from "zod";
import type { CommitId } from "../../../git/index.ts";
import type { ChangeRequest, Merge } from "../../change-request.ts";
import { type Activity, activity as activityAnswer, type Pull } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { dataCenterUser } from "./identities.ts";

/** The log of a pull request, newest first. */
export async function activitiesOf(client: DataCenterClient, number: number): Promise<readonly Activity[]> {
  return await client.list(`${client.base}/pull-requests/${number}/activities`, activityAnswer);
}

export async function changeRequest(client: DataCenterClient, pull: Pull): Promise<ChangeRequest> {
  const { id: number, fromRef, toRef, state } = pull;
  const isOpen = state === "OPEN";
  return {
    number,
    title: pull.title,
    url: client.page(`/pull-requests/${number}`),
    state: state === "MERGED" ? "merged" : isOpen ? "open" : "closed",
    isDraft: pull.draft === true,
    author: dataCenterUser(pull.author.user),
    base: { branch: toRef.displayId, commit: toRef.latestCommit },
    // The name of a branch that is gone stays.
    head: { commit: fromRef.latestCommit, ...(isOpen && { branch: fromRef.displayId }) },
    isFromFork: isFromFork(pull),
    labels: [],
    ...(state === "MERGED" && { merge: await mergeOf(client, pull) }),
  };
}

export function isFromFork({ fromRef, toRef }: Pick<Pull, "fromRef" | "toRef">): boolean {
  return fromRef.repository.id !== toRef.repository.id;
}

/** @throws {ForgeUnavailable} when Data Center does not tell which commit was merged, or when */
async function mergeOf(client: DataCenterClient, pull: Pull): Promise<Merge> {
  const merged = (await activitiesOf(client, pull.id)).find(({ action }) => action === "MERGED");
  const commit = await mergeCommitOf(client, pull, merged);
  const at = pull.closedDate ?? merged?.createdDate;
  if (commit === undefined || at === undefined)
    throw client.unavailable(`${client.base}/pull-requests/${pull.id}`, "it does not tell what its merge made");
  return {
    commit,
    at: new Date(at).toISOString(),
    ...(merged?.user && { by: dataCenterUser(merged.user) }),
  };
}

/**
 * The newest commit that a merge made. Whether one that made none is told a commit is not documented: it is the head then, if
 * the branch has it. `undefined` when nothing tells.
 */
export async function mergeCommitOf(
  client: DataCenterClient,
  { id, properties, fromRef, toRef }: Pull,
  merged?: Activity,
): Promise<CommitId | undefined> {
  const told = properties?.mergeCommit?.id ?? merged?.commit?.id;
  if (told !== undefined) return told;
  const entry = merged ?? (await activitiesOf(client, id)).find(({ action }) => action === "MERGED");
  if (entry?.commit) return entry.commit.id;
  const missing = `compare/commits?from=${fromRef.latestCommit}&to=${encodeURIComponent(toRef.id)}&limit=1`;
  const { values } = await client.read(`${client.base}/${missing}`, z.object({ values: z.array(z.unknown()) }));
  return values.length === 0 ? fromRef.latestCommit : undefined;
}
