import type { BoardLimits, ChangeRequestBoard, CommentTopic, EnsuredComment } from "./board.ts";

/** How an adapter writes the one comment of a topic. */
export interface WrittenComments {
  readonly limits: BoardLimits;
  /** A comment as it is sent: with the marker of its topic. @throws {CommentTooLong} */
  readonly marked: (topic: CommentTopic, text: string) => string;
  /** Runs `work`, which looks and then writes, and runs it again when it cannot know whether that was written. */
  readonly ensuring: <T>(work: () => Promise<T>) => Promise<T>;
  /** Makes Groundwork's comment of the topic read `body`; `undefined` where there is none. */
  readonly revised: (number: number, topic: CommentTopic, body: string) => Promise<EnsuredComment | undefined>;
  readonly created: (number: number, body: string) => Promise<EnsuredComment>;
}

export function boardOver({ limits, marked, ensuring, revised, created }: WrittenComments): ChangeRequestBoard {
  return {
    limits,
    async ensureComment({ number }, topic, text) {
      const body = marked(topic, text);
      return await ensuring(async () => (await revised(number, topic, body)) ?? (await created(number, body)));
    },
    async reviseComment({ number }, topic, text) {
      const body = marked(topic, text);
      return await ensuring(() => revised(number, topic, body));
    },
  };
}

export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

/** Groundwork's own comments on a forge that takes an edit of any text that stands there. */
export interface OwnComments {
  /** Those of this token's user with the marker of the topic. */
  readonly of: (number: number, topic: CommentTopic) => Promise<readonly OwnComment[]>;
  readonly remove: (number: number, id: number) => Promise<unknown>;
  /** `undefined` for a comment that is not there any more. */
  readonly edit: (number: number, id: number, body: string) => Promise<unknown>;
  readonly url: (number: number, id: number) => string;
}

/** {@link WrittenComments.revised} of such a forge. Of several comments the oldest is kept. */
export function revisedAmong({ of, remove, edit, url }: OwnComments): WrittenComments["revised"] {
  return async (number, topic, body) => {
    const [kept, ...doubles] = (await of(number, topic)).toSorted((one, other) => one.id - other.id);
    // Two runs that found none at the same time have both written one.
    for (const { id } of doubles) await remove(number, id);
    if (kept === undefined) return undefined;
    const { id } = kept;
    if (kept.body === body) return { url: url(number, id), done: "unchanged" };
    return (await edit(number, id, body)) === undefined ? undefined : { url: url(number, id), done: "updated" };
  };
}
