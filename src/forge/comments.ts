import type { CommitId } from "../git/index.ts";
import type { ForgeUser } from "./change-request.ts";

/** A comment on a whole change request, as it is now. */
export interface PostedComment {
  readonly id: string;
  /** Its author. Another user may have edited it, and most forges do not say which. */
  readonly by: ForgeUser;
  readonly body: string;
  /** When it was written, in ISO 8601. */
  readonly at: string;
  /** False also for an edit within the second in which it was written, where the forge tells of edits by times alone. */
  readonly isEdited: boolean;
  /** Whether the forge says that an app, a bot or a user that is no person any more has written it. */
  readonly isByBot: boolean;
}

/** What an event says of a new comment. Only a hint where to look: the comment is read again before anything is done. */
export interface AnnouncedComment {
  /** Of the change request. */
  readonly number: number;
  readonly id: string;
  readonly body: string;
  /** The head's commit when the comment was written, whole or cut; absent where the event does not say. */
  readonly head?: CommitId;
}

/** What people write on change requests. */
export interface Comments {
  /**
   * The new comment of an event that started a job of the forge's CI, or that its webhook sent. `undefined` for every other event, also
   * of an edited comment and of another repository.
   *
   * @throws {HookMalformed} when it is none of the forge's.
   */
  announced(event: Uint8Array): AnnouncedComment | undefined;
  /**
   * Those on the whole change request, oldest first, over all pages: not what the forge itself notes, nor comments on lines and answers
   * where the forge tells them apart.
   *
   * @throws {NoSuchChangeRequest}
   */
  of(number: number): Promise<readonly PostedComment[]>;
}
