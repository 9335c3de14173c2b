/** What the fake holds. Times are UTC in whole seconds, as Gitea's. */
export interface User {
  readonly id: number;
  login: string;
  readonly email: string;
  readonly password: string;
  readonly isAdmin: boolean;
}

export interface Token {
  readonly value: string;
  readonly user: User;
  readonly scopes: readonly string[];
  isExpired: boolean;
}

export interface Comment {
  readonly id: number;
  readonly author: User;
  body: string;
  readonly created: string;
  updated: string;
  readonly reactions?: { readonly by: User; readonly content: string }[];
}

export interface StoredStatus {
  readonly id: number;
  readonly sha: string;
  readonly status: string;
  readonly context: string;
  readonly description: string;
  readonly target_url: string;
  readonly creator: User;
  readonly created: string;
}

export interface Review {
  readonly id: number;
  readonly author: User;
  state: string;
  readonly body: string;
  readonly commit: string;
  official: boolean;
  dismissed: boolean;
  readonly submitted: string;
}

export interface Push {
  readonly by: User;
  readonly at: string;
  readonly isForced: boolean;
}

export interface Pull {
  baseBranch: string;
  readonly headBranch: string;
  /** The repository of the head; `undefined` since it was deleted. */
  headRepository: Repository | undefined;
  head: string;
  /** The branch's name is `refs/pull/N/head` from then on. */
  headIsGone: boolean;
  /** As long as it is open: that of the head and the base branch. */
  mergeBase: string;
  /** The answer before the last push. */
  wasMergeable: boolean;
  /** Answers to come before the truth. */
  readonly mergeableAnswers: boolean[];
  /** Merge calls that are refused because the conflict check runs anew. */
  refusedMerges: number;
  merged?: { readonly commit: string; readonly at: string; readonly by: User };
  readonly reviews: Review[];
  /** Those before a change of the base are no longer listed. */
  readonly pushes: Push[];
  readonly baseChanges: { readonly by: User; readonly at: string }[];
}

/** An issue, or a pull request: they share their numbers. */
export interface Issue {
  readonly number: number;
  readonly author: User;
  title: string;
  body: string;
  state: "open" | "closed";
  isLocked: boolean;
  readonly labels: string[];
  readonly comments: Comment[];
  readonly created: string;
  updated: string;
  readonly pull?: Pull;
}

export interface Protection {
  readonly rule_name: string;
  readonly enable_status_check: boolean;
  readonly status_check_contexts: readonly string[];
  readonly required_approvals: number;
  readonly dismiss_stale_approvals: boolean;
}

export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

export type Permission = "none" | "read" | "write" | "admin" | "owner";

export interface Repository {
  readonly id: number;
  readonly owner: User;
  name: string;
  readonly isPrivate: boolean;
  readonly isFork: boolean;
  isArchived: boolean;
  /** Whether a merge that was made with Git and pushed is noticed. */
  noticesMerges: boolean;
  readonly collaborators: Map<number, Permission>;
  readonly issues: Issue[];
  readonly statuses: StoredStatus[];
  readonly protections: Protection[];
  readonly hooks: Hook[];
  /** The bare repository. */
  readonly folder: string;
}

export interface State {
  readonly users: User[];
  readonly tokens: Token[];
  readonly repositories: Repository[];
  /** Earlier names in lower case, `owner/name`, and the repositories that had them. */
  readonly renamed: Map<string, Repository>;
  /** Entries of a page at most, a setting of the site. */
  largestPage: number;
  /** The next id of anything. */
  nextId(): number;
  now(): string;
}

export function emptyState(): State {
  let last = 0;
  return {
    users: [],
    tokens: [],
    repositories: [],
    renamed: new Map(),
    largestPage: 50,
    nextId: () => ++last,
    now: () => new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  };
}

export const fullName = (repository: Repository) => `${repository.owner.login}/${repository.name}`;

export function pullOf(issue: Issue): Pull {
  if (issue.pull === undefined) throw new Error(`issue ${issue.number} is no pull request`);
  return issue.pull;
}
