import type { CommitStatus, ForgeUser, Merge, Review } from "../../../src/forge/index.ts";
import type { Job } from "./job.ts";
import { author, bot } from "./people.ts";

export interface SimulatedComment {
  readonly id: number;
  readonly author: ForgeUser;
  body: string;
  /** In ISO 8601. */
  readonly at: string;
  /** When another text was written into it, in milliseconds since 1970. */
  editedAt?: number;
}

/** What the bot said of a change request, and when, in milliseconds since 1970. */
export interface Said {
  readonly body: string;
  readonly from: number;
  readonly job: Job;
  /** When the job called the outside world so far. */
  readonly callTimes: readonly number[];
}

/** Reviews of one person that stood one after the other. */
export interface StoodReview extends Review {
  readonly from: number;
  until: number;
}

export class SimulatedRequest {
  state: "open" | "merged" | "closed" = "open";
  comments: SimulatedComment[] = [];
  /** Every text of the bot, by topic. */
  readonly said: (Said & { readonly topic: string })[] = [];
  /** Every review, also those that do not stand any more. */
  readonly reviews: StoodReview[] = [];
  readonly contributors = new Map<string, ForgeUser>([[author.id, author]]);
  merge: Merge | undefined;
  /** Where the base stood before it was merged. */
  mergedOnto = "";
  /** Commits that it brought to its base, oldest first. */
  landed: readonly string[] = [];

  /** Every head that it had. */
  readonly heads: { readonly commit: string; until: number }[] = [];

  constructor(
    readonly number: number,
    readonly branch: string,
    public base: string,
  ) {}

  get head(): string {
    return this.heads.at(-1)?.commit ?? "";
  }

  move(commit: string, at: number): void {
    const last = this.heads.at(-1);
    if (last) last.until = at;
    this.heads.push({ commit, until: Number.POSITIVE_INFINITY });
  }

  get url(): string {
    return `https://git.example.com/acme/platform/pulls/${this.number}`;
  }

  /** The comments that the bot wrote of a topic, as its marker tells them. */
  own(topic: string): readonly SimulatedComment[] {
    return this.comments.filter((each) => each.author.id === bot.id && each.body.startsWith(markerOf(topic)));
  }
}

export const markerOf = (topic: string) => `<!-- groundwork: ${topic} -->`;

/** A status as it was set. */
export interface SetStatus extends CommitStatus {
  readonly commit: string;
  readonly at: number;
}

/** What the forge holds. Its clock is the world's, and it gives times in whole seconds. */
export class SimulatedForge {
  readonly requests: SimulatedRequest[] = [];
  /** In the order in which they were set. */
  readonly statuses: SetStatus[] = [];
  readonly deployments: string[] = [];
  /** Calls that fail before they do anything, from now on. */
  callsToFail = 0;
  /** Writes that are carried out and whose answer is lost, from now on. */
  answersToLose = 0;
  #ids = 0;

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** The newest one of each context. */
  statusesOf(commit: string): readonly SetStatus[] {
    const newest = new Map<string, SetStatus>();
    for (const each of this.statuses) if (each.commit === commit) newest.set(each.context, each);
    return [...newest.values()];
  }

  /** The newest one. */
  statusOf(commit: string, context: string): SetStatus | undefined {
    return this.statuses.findLast((each) => each.commit === commit && each.context === context);
  }
}
