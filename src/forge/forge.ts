import type { Annotations } from "./annotations.ts";
import type { ChangeRequestBoard } from "./board.ts";
import type { Branches } from "./branches.ts";
import type { ChangeRequests } from "./change-requests.ts";
import type { Comments } from "./comments.ts";
import type { CommitSignatures } from "./commit-signatures.ts";
import type { CommitStatuses } from "./commit-statuses.ts";
import type { Deployments } from "./deployments.ts";
import type { Hooks } from "./hooks.ts";
import type { Identities } from "./identities.ts";
import type { Issues } from "./issues.ts";
import type { MergeQueue } from "./merge-queue.ts";
import type { Proposals } from "./proposals.ts";
import type { Reactions } from "./reactions.ts";
import type { Setup } from "./setup.ts";
import type { TreeNotes } from "./tree-notes.ts";

export type ForgeName = "github" | "gitlab" | "bitbucket" | "gitea" | "local" | "none";

/** How many requests a forge still takes. */
export interface RequestLimit {
  readonly left: number;
  readonly limit?: number;
  /** When the limit is whole again, in ISO 8601. */
  readonly resetsAt?: string;
}

/** A forge, as one port for each thing that it can do. What it cannot is absent, and callers say so instead of going on. */
export interface Forge {
  readonly name: ForgeName;
  /** The repository, for people: `acme/platform`. */
  readonly repository: string;
  readonly board?: ChangeRequestBoard;
  readonly comments?: Comments;
  readonly reactions?: Reactions;
  readonly statuses?: CommitStatuses;
  readonly annotations?: Annotations;
  readonly changeRequests?: ChangeRequests;
  /** Wherever there are {@link changeRequests}. */
  readonly proposals?: Proposals;
  readonly mergeQueue?: MergeQueue;
  readonly deployments?: Deployments;
  readonly identities?: Identities;
  readonly issues?: Issues;
  readonly hooks?: Hooks;
  readonly branches?: Branches;
  readonly setup?: Setup;
  /** What the forge said last of the requests that it still takes of this process; of several limits the one that is nearest. */
  readonly requestLimit?: () => RequestLimit | undefined;
  /** Instead of a board, on a server without change requests. */
  readonly notes?: TreeNotes;
  /** Instead of reviews, on a server without change requests. */
  readonly signatures?: CommitSignatures;
}
