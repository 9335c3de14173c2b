import { commitAt, git, isAncestor } from "../forge-host/bare-git.ts";
import { mergeCommit, rebased, squashed } from "../forge-host/merges.ts";
import { Refused } from "./refused.ts";
import type { Logged, LoggedKind, Pull, Repository, State, User } from "./state.ts";

/** Told of everything that happens to a pull request. */
export type Announce = (repository: Repository, pull: Pull, entry: Logged) => void;

export interface PullKeeper {
  readonly state: State;
  readonly announce: Announce;
  /** Hands a payload to the webhooks of a repository. */
  readonly deliver: (repository: Repository, event: string, payload: object) => void;
}

export function logged(
  { state, announce }: PullKeeper,
  repository: Repository,
  pull: Pull,
  kind: LoggedKind,
  by: User,
  more: Partial<Logged> = {},
): void {
  const entry: Logged = { id: state.nextId(), kind, at: state.now(), by, head: pull.head, ...more };
  pull.log.push(entry);
  pull.updated = entry.at;
  announce(repository, pull, entry);
}

export interface NewPull {
  readonly title: string;
  readonly description: string;
  readonly headRepository: Repository;
  readonly headBranch: string;
  readonly baseBranch: string;
  readonly by: User;
  readonly isDraft: boolean;
}

/**
 * @param lastLook refuses one that another request has opened in the meantime; without it both are opened
 * @returns `undefined` when one of the branches is not there
 */
export async function openPull(
  keeper: PullKeeper,
  repository: Repository,
  wanted: NewPull,
  lastLook: () => void = () => undefined,
): Promise<Pull | undefined> {
  const { state } = keeper;
  const { headRepository, headBranch, baseBranch, by } = wanted;
  const head = await commitAt(headRepository.folder, `refs/heads/${headBranch}`);
  const base = await commitAt(repository.folder, `refs/heads/${baseBranch}`);
  if (head === undefined || base === undefined) return undefined;
  lastLook();
  const at = state.now();
  const pull: Pull = {
    number: repository.pulls.length + 1,
    title: wanted.title,
    description: wanted.description,
    author: by,
    state: "OPEN",
    isDraft: wanted.isDraft,
    version: 0,
    headRepository,
    headBranch,
    baseBranch,
    head,
    mergeBase: base,
    comments: [],
    log: [],
    opinions: new Map(),
    created: at,
    updated: at,
  };
  repository.pulls.push(pull);
  await keepHead(repository, pull);
  await findMergeBase(repository, pull);
  logged(keeper, repository, pull, "opened", by);
  return pull;
}

export interface PullChange {
  readonly title?: string;
  readonly draft?: boolean;
}

export async function changePull(
  keeper: PullKeeper,
  repository: Repository,
  pull: Pull,
  by: User,
  {
    title = pull.title,
    draft = pull.isDraft,
    baseBranch = pull.baseBranch,
  }: PullChange & { baseBranch?: string | undefined },
): Promise<void> {
  Object.assign(pull, { title, isDraft: draft, baseBranch, version: pull.version + 1 });
  await findMergeBase(repository, pull);
  logged(keeper, repository, pull, "edited", by);
}

/** Follows what a push, or a deletion, did to the open pull requests whose head or base is in the repository. */
export async function followReferences(keeper: PullKeeper, pushed: Repository, by: User): Promise<void> {
  for (const repository of keeper.state.repositories)
    for (const pull of repository.pulls) {
      if (pull.state !== "OPEN" || (pull.headRepository !== pushed && repository !== pushed)) continue;
      const head = pull.headRepository && (await commitAt(pull.headRepository.folder, `refs/heads/${pull.headBranch}`));
      if (head !== undefined && head !== pull.head) {
        const previousHead = pull.head;
        pull.head = head;
        pull.version++;
        await keepHead(repository, pull);
        logged(keeper, repository, pull, "pushed", by, { previousHead });
      }
      await findMergeBase(repository, pull);
    }
}

/** The base repository has the head's commits, wherever they were pushed to. */
async function keepHead({ folder }: Repository, { number, headRepository, headBranch }: Pull): Promise<void> {
  if (headRepository === undefined) return;
  const refspec = `+refs/heads/${headBranch}:refs/pull-requests/${number}/from`;
  await git(folder, ["fetch", "--quiet", "--no-tags", headRepository.folder, refspec]);
}

async function findMergeBase({ folder }: Repository, pull: Pull): Promise<void> {
  const found = git(folder, ["merge-base", `refs/heads/${pull.baseBranch}`, pull.head]);
  pull.mergeBase = await found.catch(() => pull.mergeBase);
}

/** Names of Cloud; Data Center's are read as these. */
export type Strategy =
  | "merge_commit"
  | "squash"
  | "fast_forward"
  | "squash_fast_forward"
  | "rebase_fast_forward"
  | "rebase_merge";

export async function mergePull(
  keeper: PullKeeper,
  repository: Repository,
  pull: Pull,
  by: User,
  strategy: Strategy,
): Promise<void> {
  const { folder } = repository;
  const base = (await commitAt(folder, `refs/heads/${pull.baseBranch}`)) ?? "";
  const merging = { folder, base, head: pull.head, by: { login: by.name, email: by.email } };
  const needsBase = strategy === "fast_forward" || strategy === "squash_fast_forward";
  if (needsBase && !(await isAncestor(folder, base, pull.head)))
    throw new Refused(409, "The source branch is behind the destination branch.");
  const text = `Merged in ${pull.headBranch} (pull request #${pull.number})\n\n${pull.title}`;
  const made = {
    merge_commit: () => mergeCommit(merging, text),
    squash: () => squashed(merging, text),
    squash_fast_forward: () => squashed(merging, text),
    fast_forward: () => Promise.resolve(pull.head),
    rebase_fast_forward: () => rebased(merging),
    rebase_merge: async () => mergeCommit({ ...merging, head: await rebased(merging) }, text),
  } satisfies Readonly<Record<Strategy, () => Promise<string>>>;
  const commit = await made[strategy]();
  await git(folder, ["update-ref", `refs/heads/${pull.baseBranch}`, commit]);
  pull.state = "MERGED";
  pull.version++;
  pull.merge = { commit, at: keeper.state.now(), by };
  logged(keeper, repository, pull, "merged", by, { merge: commit });
}

export function giveOpinion(
  keeper: PullKeeper,
  repository: Repository,
  pull: Pull,
  by: User,
  verdict: "approved" | "changes-requested" | undefined,
): void {
  const at = keeper.state.now();
  if (verdict === undefined) pull.opinions.delete(by.id);
  else pull.opinions.set(by.id, { by, verdict, at, head: pull.head });
  logged(keeper, repository, pull, verdict ?? "unapproved", by, { at });
}

export function addComment(keeper: PullKeeper, repository: Repository, pull: Pull, by: User, text: string): void {
  const at = keeper.state.now();
  const comment = {
    id: keeper.state.nextId(),
    author: by,
    text,
    version: 0,
    created: at,
    updated: at,
    isDeleted: false,
    isInline: false,
  };
  pull.comments.push(comment);
  // The log keeps the comment as it was.
  logged(keeper, repository, pull, "commented", by, { comment: { ...comment } });
}
