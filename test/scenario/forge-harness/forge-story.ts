import type { FollowUpShown, Posting, Refusal } from "../../../src/change/index.ts";
import type { CommitStatus, ForgeUser } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "../../contract/forge/forge-world.ts";

/** What a preview of a change request showed. */
export interface StoryPreview {
  /** Names of the environments. */
  readonly environments: readonly string[];
  readonly posting: Posting;
}

/** How a run on a branch ended. */
export interface StoryRun {
  readonly commit: string;
  readonly refusal?: Refusal;
  /** Names of the environments that something was done to. */
  readonly applied: readonly string[];
  readonly approvedBy: readonly string[];
  /** The issue about environments that failed. Absent where nothing failed lately, and where it was not looked at. */
  readonly followUp?: FollowUpShown;
}

/** What a job brought up of what waited. */
export interface StoryQueue {
  /** Names of the environments that each run did something to. */
  readonly applied: readonly (readonly string[])[];
  /** Merges of the push that another run had brought up. */
  readonly contained: readonly string[];
}

/** What a job asks `up` for. */
export interface StoryUp {
  /** @default main */
  readonly branch?: string;
  /** @default the newest commit of the branch on the remote */
  readonly head?: string;
  readonly allowUnreviewed?: string;
  /** Whose token the job has. @default the bot's */
  readonly by?: ForgeUser;
  /** What happens after the job has fetched its clone, and before `up` is started. */
  readonly meanwhile?: () => Promise<unknown>;
}

/**
 * A forge over real Git with the environments `dev` and `staging`, and Groundwork as the jobs of its CI run it: over ports in this
 * process, or as the real command.
 */
export interface ForgeStory {
  readonly forge: ForgeWorld;
  /** One who may write and made none of the changes. */
  readonly reviewer: ForgeUser;
  /** Pushes a change of an environment. @param value letters @returns the commit */
  readonly edit: (branch: string, name: string, value: string) => Promise<string>;
  /** As the job of a push to a change request runs it. @param meanwhile what happens before the result is posted */
  readonly preview: (number: number, meanwhile?: () => Promise<unknown>) => Promise<StoryPreview>;
  /** As the job of a push to `main` runs it. */
  readonly up: (wanted?: StoryUp) => Promise<StoryRun>;
  /** As the job of a push to `main` runs it, which brings up what waits. @param since where `main` stood before the push */
  readonly queue: (since: string) => Promise<StoryQueue>;
  /** As the job of a tag that was put on the newest commit of `main` runs it. */
  readonly tag: (name: string) => Promise<StoryQueue>;
  /** Makes something else of an environment, past the change request that was shown. */
  readonly disturb: (name: string) => Promise<void>;
  /** The comments of Groundwork's bot. */
  readonly ownComments: (number: number) => Promise<readonly string[]>;
  /** The newest statuses of a commit. */
  readonly statuses: (commit: string) => Promise<readonly CommitStatus[]>;
  readonly end: () => Promise<void>;
}
