/** What the fake server keeps. Times are ISO 8601 with whole seconds, as GitHub gives them. */

export interface User {
  readonly id: number;
  /** Of a bot: with `[bot]` at its end, as REST names it. */
  login: string;
  readonly email: string;
  readonly kind: "User" | "Bot";
}

/** What a token may do, by GitHub's names: `{ issues: "write" }`. */
export type Permissions = Readonly<Record<string, "read" | "write" | "admin">>;

export interface Token {
  readonly value: string;
  readonly user: User;
  readonly permissions: Permissions | "all";
  /** Of a classic token, which has all permissions here. */
  readonly scopes?: readonly string[];
  /** Of an installation. */
  readonly app?: App;
  isExpired: boolean;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly bot: User;
  /** In PEM; Actions' own has none that users could have. */
  readonly publicKey?: string;
  /** Of its installation. */
  readonly installation: number;
  readonly permissions: Permissions;
}

export interface Comment {
  readonly id: number;
  readonly author: User;
  body: string;
  readonly created: string;
  updated: string;
  readonly reactions?: { readonly id: number; readonly by: User; readonly content: string }[];
}

export interface StoredStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly target_url: string | null;
  readonly creator: User;
  readonly created: string;
}

export interface CheckRun {
  readonly id: number;
  readonly sha: string;
  readonly name: string;
  readonly app: App;
  readonly created: string;
  status: string;
  conclusion: string | null;
  detailsUrl: string;
  title: string | null;
  summary: string | null;
  readonly annotations: CheckAnnotation[];
}

export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning";
  readonly message: string;
}

export interface Review {
  readonly id: number;
  readonly author: User;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  readonly body: string;
  /** The one that GitHub names: after a push with force of the same patch, the new head. */
  commit: string | null;
  readonly submitted: string;
  /** Since it was dismissed. */
  before?: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
}

export interface Pull {
  baseBranch: string;
  readonly headBranch: string;
  /** `undefined` since it was deleted. */
  headRepository: Repository | undefined;
  head: string;
  headIsGone: boolean;
  isDraft: boolean;
  mergeBase: string;
  readonly reviews: Review[];
  /** When the head was moved by force, and where to; `null` since that commit is gone. */
  readonly forced: { readonly at: string; readonly to: string | null }[];
  merged?: {
    readonly commit: string;
    /** Where the base branch stood before. */
    readonly onto: string;
    readonly at: string;
    readonly by: User;
  };
}

/** An issue, or a pull request: they share their numbers. */
export interface Issue {
  readonly id: number;
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

export interface Activity {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly type: string;
  readonly actor: User;
  readonly at: string;
}

export interface StoredDeployment {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly creator: User;
  readonly created: string;
  readonly statuses: { id: number; state: string; description: string; log_url: string; created: string; by: User }[];
}

export type Permission = "none" | "read" | "write" | "admin";

export interface Repository {
  readonly id: number;
  readonly owner: User;
  name: string;
  readonly isPrivate: boolean;
  isArchived: boolean;
  hasIssues: boolean;
  readonly collaborators: Map<number, Permission>;
  readonly issues: Issue[];
  readonly statuses: StoredStatus[];
  readonly checkRuns: CheckRun[];
  /** Whether the list of a commit's checks still lacks the newest run. */
  isListBehind: boolean;
  readonly deployments: StoredDeployment[];
  readonly activity: Activity[];
  /** Contexts by branch, of rulesets. */
  readonly rules: Map<string, readonly string[]>;
  /** Contexts by branch, of the classic protection. */
  readonly protections: Map<string, readonly string[]>;
  /** What else the rulesets demand, by branch. */
  readonly pullRules: Map<string, PullRule>;
  /** What else the classic protection demands, by branch; only of those in {@link protections}. */
  readonly classicReviews: Map<string, ClassicReviews>;
  /** Environments of Actions, with the branches that may use them; `undefined` for all. */
  readonly environments: Map<string, readonly string[] | "protected" | undefined>;
  /** Addresses of webhooks, as the settings list them. */
  readonly hookAddresses: { readonly url: string; readonly active: boolean }[];
  /** Secrets of webhooks; empty for one without. */
  readonly hooks: string[];
  /** The bare repository. */
  readonly folder: string;
}

export interface PullRule {
  readonly approvals: number;
  readonly dismisses: boolean;
  readonly hasQueue: boolean;
  readonly bypass: readonly {
    readonly actor_type: "Team" | "RepositoryRole" | "DeployKey";
    readonly actor_id: number | null;
  }[];
}

export interface ClassicReviews {
  readonly approvals: number;
  readonly dismisses: boolean;
  /** Whether administrators are held to it, too. */
  readonly holdsAdmins: boolean;
  /** Names of users who may push past it. */
  readonly bypass: readonly User[];
}

export interface State {
  readonly users: User[];
  readonly tokens: Token[];
  readonly apps: App[];
  readonly repositories: Repository[];
  /** Earlier names in lower case, `owner/name`. */
  readonly renamed: Map<string, Repository>;
  /** The server's address. */
  url: string;
  nextId(): number;
  now(): string;
}

export function emptyState(): State {
  let last = 1_000;
  return {
    users: [],
    tokens: [],
    apps: [],
    repositories: [],
    renamed: new Map(),
    url: "",
    nextId: () => ++last,
    now: () => new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  };
}

export const fullName = (repository: Repository) => `${repository.owner.login}/${repository.name}`;

export function pullOf(issue: Issue): Pull {
  if (issue.pull === undefined) throw new Error(`issue ${issue.number} is no pull request`);
  return issue.pull;
}
