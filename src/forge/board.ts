import type { ChangeRequest } from "./change-request.ts";

/** What a comment is about: a change request has one comment of each topic. Lower-case letters, digits and `-`. */
export type CommentTopic = string;

/** What a board takes. */
export interface BoardLimits {
  /** Bytes of UTF-8 that one comment may have, with a reserve for the hidden marker. */
  readonly commentBytes: number;
  /** Which Markdown it shows. */
  readonly dialect: "github" | "gitlab" | "bitbucket" | "gitea";
}

/** For texts that are longer than a comment, such as those of issues, on a forge without comments. */
export const limitsWithoutBoard: BoardLimits = { commentBytes: 60_000, dialect: "gitea" };

export interface EnsuredComment {
  readonly url: string;
  readonly done: "created" | "updated" | "unchanged";
}

/** Where a change request's reports are shown. Every verb may be repeated: the second call finds the first one's work. */
export interface ChangeRequestBoard {
  /**
   * Makes the one comment of `topic` on the change request read `body`: creates it, edits it, or leaves it when it already does.
   * Finds it by a hidden marker *and* by this token's own user, over all pages: anybody may write the marker.
   *
   * Lines that the forge would carry out as commands stay text.
   *
   * @throws {ForgeUnavailable} after the retries of the adapter's policy.
   * @throws {ForgeRefused} when the token may not comment, or the change request is locked or archived.
   * @throws {CommentTooLong} when `body` exceeds {@link limits}: cut it where it is known what matters least.
   */
  ensureComment(on: Pick<ChangeRequest, "number">, topic: CommentTopic, body: string): Promise<EnsuredComment>;

  /**
   * As {@link ensureComment} where the change request has a comment of `topic`, and nothing where it has none: for what takes back what
   * may never have been said.
   *
   * @returns `undefined` where there is none.
   * @throws as {@link ensureComment}.
   */
  reviseComment(
    on: Pick<ChangeRequest, "number">,
    topic: CommentTopic,
    body: string,
  ): Promise<EnsuredComment | undefined>;
  readonly limits: BoardLimits;
}
