import type { RecordedChangeRequest } from "../../change/index.ts";
import type { ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { ChangeRequestNotFetched, ForgeLacksPort, SeveralChangeRequests } from "../errors.ts";

export interface WantedChangeRequest {
  /** Absent: the one that is open for the commit. */
  readonly number?: number;
  /** Asked for where no number is given. */
  readonly commit: () => Promise<CommitId>;
  /** Chosen among several, where one of them is to be merged into this branch. */
  readonly base?: string;
}

/**
 * The change request with this number, or the one that is open for the commit; `undefined` when none is.
 *
 * @throws {ForgeLacksPort} on a forge without change requests.
 * @throws {SeveralChangeRequests} when the commit is the head of more than one and the base does not choose, so that its number has to
 *   be given.
 */
export async function findChangeRequest(
  { number, commit: commitOf, base }: WantedChangeRequest,
  forge: Forge,
): Promise<ChangeRequest | undefined> {
  const { changeRequests } = forge;
  if (!changeRequests) throw new ForgeLacksPort({ forge: forge.name, port: "change requests" });
  if (number !== undefined) return changeRequests.read(number);
  const commit = await commitOf();
  const open = await changeRequests.openAt(commit);
  const ofBase = open.length > 1 && base !== undefined ? open.filter((each) => each.base.branch === base) : open;
  if (ofBase.length === 1) return ofBase[0];
  if (open.length > 1) throw new SeveralChangeRequests({ commit, numbers: open.map((each) => each.number) });
  return undefined;
}

/** How records name a change request. */
export function recordedAs({ number, url }: ChangeRequest, { name }: Pick<Forge, "name">): RecordedChangeRequest {
  return { forge: name, number, url };
}

/** Both ends of a change request, as commits that this clone has. */
export interface FetchedEnds {
  readonly head: CommitId;
  readonly base: CommitId;
}

/** @throws {ChangeRequestNotFetched} when the clone lacks one of them: another commit in its place would show another change. */
export async function fetchedEnds(
  { number, head, base }: Pick<ChangeRequest, "number" | "head" | "base">,
  git: Repository,
): Promise<FetchedEnds> {
  const has = async (commit: CommitId, what: string) => {
    try {
      return (await git.commit(commit)).id;
    } catch (cause) {
      throw new ChangeRequestNotFetched({ number, commit, what, branch: base.branch }, { cause });
    }
  };
  return {
    head: await has(head.commit, "head"),
    base: base.commit === undefined ? await tipOf(base.branch, git) : await has(base.commit, "base"),
  };
}

/** The remote's branch, before a local one of the same name that may be older. */
export async function tipOf(branch: string, git: Pick<Repository, "resolve">): Promise<CommitId> {
  try {
    return await git.resolve(`refs/remotes/origin/${branch}`);
  } catch {
    return git.resolve(branch);
  }
}
