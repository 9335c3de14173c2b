/** What both fakes hold. They differ in routes and answers alone. */
export interface User {
  readonly id: number;
  readonly uuid: string;
  name: string;
  readonly email: string;
}

export interface Token {
  readonly value: string;
  readonly user: User;
  /** Sent by the account's e-mail address, or alone. An access token has a user of its own, whom no request tells. */
  readonly kind: "api token" | "access token";
  readonly scopes: readonly string[];
  isExpired: boolean;
}

export interface Comment {
  readonly id: number;
  readonly author: User;
  text: string;
  version: number;
  readonly created: number;
  updated: number;
  isDeleted: boolean;
  /** On a line of a file. */
  readonly isInline: boolean;
}

export type LoggedKind =
  | "opened"
  | "pushed"
  | "edited"
  | "approved"
  | "changes-requested"
  | "unapproved"
  | "commented"
  | "merged"
  | "declined";

export interface Logged {
  readonly id: number;
  readonly kind: LoggedKind;
  readonly at: number;
  readonly by: User;
  /** At that time. */
  readonly head: string;
  readonly previousHead?: string;
  readonly comment?: Comment;
  readonly merge?: string;
}

export interface Opinion {
  readonly by: User;
  readonly verdict: "approved" | "changes-requested";
  readonly at: number;
  readonly head: string;
}

export interface Pull {
  readonly number: number;
  title: string;
  readonly description: string;
  readonly author: User;
  state: "OPEN" | "MERGED" | "DECLINED";
  isDraft: boolean;
  version: number;
  /** `undefined` since it was deleted. */
  headRepository: Repository | undefined;
  readonly headBranch: string;
  baseBranch: string;
  head: string;
  mergeBase: string;
  readonly comments: Comment[];
  /** The oldest first. */
  readonly log: Logged[];
  readonly opinions: Map<number, Opinion>;
  merge?: { readonly commit: string; readonly at: number; readonly by: User };
  readonly created: number;
  updated: number;
}

export interface Status {
  readonly key: string;
  readonly state: string;
  readonly name: string | undefined;
  readonly parent: string | undefined;
  readonly ref: string | undefined;
  readonly description: string | undefined;
  readonly url: string;
  readonly at: number;
}

export interface RequiredBuilds {
  readonly id: number;
  readonly keys: readonly string[];
  readonly matcher: { readonly id: string; readonly type: "ANY_REF" | "BRANCH" | "PATTERN" | "MODEL_BRANCH" };
  readonly exempt?: { readonly id: string; readonly type: "BRANCH" | "PATTERN" };
}

/** What is forbidden or demanded on branches. */
export interface BranchRule {
  readonly kind: string;
  readonly matcher: { readonly id: string; readonly type: "ANY_REF" | "BRANCH" | "PATTERN" | "MODEL_BRANCH" };
  /** Whom it leaves out. */
  readonly users?: readonly User[];
  readonly groups?: readonly string[];
  readonly value?: number;
}

export interface LineNote {
  readonly id: string | undefined;
  readonly path: string | undefined;
  readonly line: number | undefined;
  readonly severity: string;
  readonly text: string;
}

export interface Deployment {
  readonly commit: string;
  readonly environment: string;
  readonly state: string;
  readonly description: string;
  readonly url: string;
}

/** Of Code Insights. */
export interface Report {
  readonly by: User;
  readonly title: string;
  readonly notes: LineNote[];
}

export interface Hook {
  readonly secret: string;
  readonly url?: string;
  readonly isActive?: boolean;
}

export type Permission = "read" | "write" | "admin";

export interface Repository {
  readonly id: number;
  readonly uuid: string;
  /** Workspace, or key of the project. */
  readonly owner: string;
  name: string;
  isArchived: boolean;
  /** The bare repository. */
  readonly folder: string;
  readonly permissions: Map<number, Permission>;
  readonly pulls: Pull[];
  /** By commit and key. */
  readonly statuses: Map<string, Map<string, Status>>;
  /** By key, environment and number. */
  readonly deployments: Map<string, Deployment>;
  /** By commit and key. */
  readonly reports: Map<string, Report>;
  readonly protectedBranches: string[];
  readonly requiredBuilds: RequiredBuilds[];
  readonly branchRules: BranchRule[];
  /** Approvals that merges need. */
  requiredApprovers: number;
  readonly hooks: Hook[];
}

export interface State {
  readonly users: User[];
  readonly tokens: Token[];
  readonly repositories: Repository[];
  /** Entries of a page at most, where the list has no limit of its own. */
  largestPage: number;
  /** Changed files of a pull request at most, also when more are asked for. */
  mostChanges: number;
  /** Whether answers name the scopes of the token. */
  namesScopes: boolean;
  nextId(): number;
  /** Milliseconds; no two are the same. */
  now(): number;
}

export function emptyState(): State {
  let [id, time] = [0, 0];
  return {
    users: [],
    tokens: [],
    repositories: [],
    largestPage: 100,
    mostChanges: 1_000,
    namesScopes: true,
    nextId: () => ++id,
    now() {
      time = Math.max(time + 1, Date.now());
      return time;
    },
  };
}

export const fullName = ({ owner, name }: Repository) => `${owner}/${name}`;
export const mayWrite = (repository: Repository, user: User) =>
  ["write", "admin"].includes(repository.permissions.get(user.id) ?? "");
