import type { ChangePreview } from "../../change/index.ts";
import type { ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import type { History } from "../../history/index.ts";
import { ForgeLacksPort, MergeGroupUnknown } from "../errors.ts";
import { firstParent, hasCommit, isWithin } from "../selection/index.ts";
import type { PartsPorts } from "./preview-of-parts.ts";

/** Commits of the branch that are asked for their change requests. */
const mostLanded = 50;

/**
 * The change requests that a merge queue would land as this commit, in their order: its own, and those whose commits it is built on.
 *
 * @throws {ForgeLacksPort}
 * @throws {MergeGroupUnknown} where the queue does not have the commit, or not any more.
 */
export async function requestsOfGroup(
  commit: CommitId,
  branch: string,
  { name, mergeQueue, changeRequests }: Forge,
  git: Repository,
): Promise<readonly ChangeRequest[]> {
  if (!mergeQueue || !changeRequests) throw new ForgeLacksPort({ forge: name, port: "merge queues" });
  const queued = await mergeQueue.commitsOf(branch);
  if (!queued.some((each) => each.commit === commit)) throw new MergeGroupUnknown({ commit, branch });
  const contained: { readonly number: number; readonly ahead: number }[] = [];
  for (const each of queued)
    if ((await hasCommit(each.commit, git)) && (await isWithin(each.commit, commit, git)))
      contained.push({ number: each.number, ahead: await git.countBeyond(commit, each.commit) });
  const inOrder = contained.toSorted((one, other) => other.ahead - one.ahead);
  const found: ChangeRequest[] = [];
  for (const { number } of inOrder) found.push(await changeRequests.read(number));
  return found;
}

/** A change request that came to the branch. */
export interface Landed {
  readonly changeRequest: ChangeRequest;
  /** Environments that were not brought up since, when the preview was made. */
  readonly waiting: ReadonlySet<string>;
}

export interface WaitingFor {
  /** Of the merge queue. */
  readonly commit: CommitId;
  readonly branch: string;
  /** What the commit was previewed against. */
  readonly preview: Pick<ChangePreview, "affected" | "target">;
  readonly environments: readonly string[];
}

/**
 * The change requests that came to the branch since the last `up` of these environments that succeeded, oldest first: what they showed has
 * not happened yet, or not all of it, and is in every preview until it has.
 *
 * Those that landed from the queue after the preview was made count as well, also where they are brought up: the preview is of them, too.
 */
export async function landedSince(
  { commit, branch, preview: { affected, target }, environments }: WaitingFor,
  { changeRequests }: Forge,
  { git, history }: Pick<PartsPorts, "git" | "history">,
): Promise<readonly Landed[]> {
  if (!changeRequests) return [];
  const broughtUpTo = await commitsOfUps(history);
  const waiting = new Set(environments);
  const found = new Map<number, Landed>();
  const base = target?.commit ?? affected.range?.base;
  const isBefore = async (one: CommitId) => base === undefined || (await isWithin(one, base, git));
  let at = commit;
  for (let count = 0; count < mostLanded; count++) {
    for (const name of waiting) if (broughtUpTo.get(name)?.has(at) && (await isBefore(at))) waiting.delete(name);
    if (waiting.size === 0 || !(await hasCommit(at, git))) break;
    for (const each of await changeRequests.mergedBy(at, branch))
      if (!found.has(each.number)) found.set(each.number, { changeRequest: each, waiting: new Set(waiting) });
    at = await firstParent(at, git);
  }
  return [...found.values()].toReversed();
}

/** By environment, the commits that it was brought up to. After an `up` that failed, some of what its commit brought is still to be done. */
async function commitsOfUps(history: Pick<History, "list">): Promise<ReadonlyMap<string, ReadonlySet<CommitId>>> {
  const commits = new Map<string, Set<CommitId>>();
  for (const record of (await history.list()).records) {
    if (record.kind !== "up") continue;
    for (const { environment, result } of record.environments)
      if (result === "succeeded") commits.set(environment, (commits.get(environment) ?? new Set()).add(record.commit));
  }
  return commits;
}
