import type { Annotation, Forge, ForgeUser, Permission } from "../../../src/forge/index.ts";

/** How a change request is merged: by a merge commit, one commit for all, new commits on top, or the very same commits. */
export type MergeMethod = "merge" | "squash" | "rebase" | "fast-forward";

export interface SeenComment {
  readonly id: string;
  readonly author: ForgeUser;
  readonly body: string;
}

/** A change on a branch. */
export interface NewCommit {
  readonly branch: string;
  /** What the branch starts from, when it is new. @default main */
  readonly from?: string;
  /** Contents by path; `undefined` removes a file. @default a file of its own */
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly message?: string;
  /** @default the owner */
  readonly by?: ForgeUser;
  /** Takes the place of the branch's newest commit, by a forced push. */
  readonly amend?: boolean;
}

/** What people and other bots do at a forge around its adapter. A real forge and a fake have the same one. */
export interface ForgeWorld {
  /** The adapter, as Groundwork's bot. */
  readonly forge: Forge;
  /** Another adapter on the same repository, as another bot with the same rights. */
  anotherBot(): Promise<Forge>;
  /** The owner of the repository, who has made its first commit on `main`. */
  readonly owner: ForgeUser;
  /** A new user. */
  user(permission: Exclude<Permission, "none">): Promise<ForgeUser>;
  /** Pushes a commit as its author. @returns its id */
  commit(commit: NewCommit): Promise<string>;
  headOf(branch: string): Promise<string>;
  deleteBranch(branch: string): Promise<void>;
  /** @returns the number */
  open(request: {
    readonly head: string;
    readonly base?: string;
    readonly title?: string;
    readonly by?: ForgeUser;
  }): Promise<number>;
  close(number: number): Promise<void>;
  review(number: number, by: ForgeUser, verdict: "approved" | "changes-requested" | "comment"): Promise<void>;
  /** Takes the weight from a user's last review, or the review itself where a forge keeps none without it. */
  dismiss(number: number, of: ForgeUser): Promise<void>;
  /** Merges as the owner, and waits until the forge says so. */
  merge(number: number, method: MergeMethod): Promise<void>;
  comments(number: number): Promise<readonly SeenComment[]>;
  /** Of an issue, where issues have numbers of their own. @default as {@link comments} */
  issueComments?(number: number): Promise<readonly SeenComment[]>;
  comment(number: number, by: ForgeUser, body: string): Promise<void>;
  editComment(id: string, by: ForgeUser, body: string): Promise<void>;
  deleteComment(id: string): Promise<void>;
  /** The forge's own names of the signs beside a comment, with the ids of their users, where it has signs. */
  reactions?(number: number, id: string): Promise<readonly (readonly [user: string, sign: string])[]>;
  /** Demands checks before merges into a branch, and forbids pushes to it. */
  protect(branch: string, checks: readonly string[]): Promise<void>;
  /** What such a branch demands then, where the forge cannot demand checks by name. @default these checks */
  demandedBy?(checks: readonly string[]): readonly string[];
  /** Requests that the adapter of {@link forge} wrote since the last call; `undefined` where they cannot be counted. */
  writesOfForge(): number | undefined;
  /** The notes beside lines that people see of a check, in any order. */
  annotationsOn?(commit: string, context: string): Promise<readonly Annotation[]>;
  /** A commit's parents, from Git. */
  parentsOf(commit: string): Promise<readonly string[]>;
  /** The adapter as another user. */
  adapterOf?(user: ForgeUser): Promise<Forge>;
  /** Stories about what the following do are left out where a forge, or its fake, cannot. */
  retarget?(number: number, base: string): Promise<void>;
  reopen?(number: number): Promise<void>;
  setDraft?(number: number, isDraft: boolean): Promise<void>;
  /** Opens one whose head is a branch of a fork. @returns the number */
  openFromFork?(request: Pick<NewCommit, "files"> & { readonly by: ForgeUser }): Promise<number>;
  /** Merges with Git on a person's machine and pushes the base branch. */
  mergeByGit?(number: number): Promise<void>;
  /** Where heads of change requests can be fetched from, as a refspec: also those of forks. */
  readonly heads?: string;
  /** Ends it. Fails when the adapter asked for what the fake does not know. */
  end(): Promise<void>;
}
