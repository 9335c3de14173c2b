/** What the fake holds. Each event has a millisecond of its own. */
export interface User {
  readonly id: number;
  username: string;
  readonly email: string;
  readonly isAdmin: boolean;
}

export interface Token {
  readonly value: string;
  readonly user: User;
  readonly scopes: readonly string[];
  isExpired: boolean;
}

export interface Note {
  readonly id: number;
  readonly author: User;
  body: string;
  readonly isSystem: boolean;
  readonly created: string;
  /** When it was touched: by an edit, or by a reaction. */
  updated?: string;
  edited?: string;
  readonly reactions?: { readonly by: User; readonly name: string }[];
}

/** What has comments and a number of its own kind. */
export interface Noteable {
  readonly iid: number;
  readonly author: User;
  title: string;
  description: string;
  state: "opened" | "closed" | "merged";
  readonly notes: Note[];
  isLocked: boolean;
  readonly labels: string[];
  readonly created: string;
  updated: string;
}

export interface Version {
  readonly id: number;
  readonly head: string;
  /** The merge base. */
  readonly base: string;
  readonly created: string;
}

export interface MergeRequest extends Noteable {
  readonly sourceBranch: string;
  targetBranch: string;
  /** `undefined` since the fork was deleted. */
  sourceProject: Project | undefined;
  readonly versions: Version[];
  readonly approvals: { readonly user: User; readonly at: string }[];
  /** States of reviewers by their ids. */
  readonly reviewers: Map<number, string>;
  /** Users whom a rule lets approve. */
  readonly approvers: Set<number>;
  merged?: {
    readonly at: string;
    readonly by: User;
    readonly mergeCommit?: string;
    readonly squashCommit?: string;
    /** The newest commit that came to the branch. Merge requests are found by it, and do not show it. */
    readonly tip: string;
  };
}

export interface StoredStatus {
  readonly id: number;
  readonly name: string;
  readonly ref: string;
  readonly author: User;
  status: string;
  description: string | null;
  url: string | null;
  isRetried: boolean;
}

export interface Pipeline {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly source: string;
  readonly statuses: StoredStatus[];
}

export interface Deployment {
  readonly id: number;
  readonly environment: string;
  readonly sha: string;
  readonly ref: string;
  readonly user: User;
  status: string;
}

export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly token?: string;
  readonly signingToken?: string;
}

export interface Project {
  readonly id: number;
  readonly namespace: string;
  name: string;
  readonly owner: User;
  readonly isPrivate: boolean;
  isArchived: boolean;
  readonly forkedFrom?: Project;
  mergeMethod: "merge" | "rebase_merge" | "ff";
  needsPipeline: boolean;
  /** Merges without the head's id are refused. */
  needsSha: boolean;
  resetsApprovals: boolean;
  readonly protectedBranches: string[];
  /** Approvals that rules demand; `undefined` on a server without rules. */
  approvalsRequired: number | undefined;
  /** Access levels by user. */
  readonly members: Map<number, number>;
  readonly issues: Noteable[];
  readonly requests: MergeRequest[];
  /** The number of the newest merge request, also of one that is only being made. */
  lastRequest: number;
  readonly pipelines: Pipeline[];
  readonly deployments: Deployment[];
  readonly stoppedEnvironments: Set<string>;
  readonly hooks: Hook[];
  /** The bare repository. */
  readonly folder: string;
}

export interface State {
  readonly users: User[];
  readonly tokens: Token[];
  readonly projects: Project[];
  /** Earlier paths, and the projects that had them. */
  readonly renamed: Map<string, Project>;
  /** Whether a status is refused that has the state already, as older servers do. */
  refusesEqualStates: boolean;
  /** Statuses that one pipeline may have. */
  jobsOfPipeline: number;
  /** Entries of a page that GraphQL gives at most. */
  nodesOnPage: number;
  /** Whether approvals have their time, which is new. */
  tellsApprovalTimes: boolean;
  /** Whether lists have the headers of their pages, which proxies may take away. */
  tellsPages: boolean;
  nextId(): number;
  now(): string;
}

export function emptyState(): State {
  let last = 0;
  let clock = 0;
  return {
    users: [],
    tokens: [],
    projects: [],
    renamed: new Map(),
    refusesEqualStates: true,
    jobsOfPipeline: 500,
    nodesOnPage: 100,
    tellsApprovalTimes: false,
    tellsPages: true,
    nextId: () => ++last,
    now() {
      clock = Math.max(clock + 1, Date.now());
      return new Date(clock).toISOString();
    },
  };
}

export const fullPath = ({ namespace, name }: Project) => `${namespace}/${name}`;

export function lastVersion({ versions }: MergeRequest): Version {
  const last = versions.at(-1);
  if (!last) throw new Error("a merge request without a version");
  return last;
}
