import { type CommandVerb, parseComment, type SaidCommand, takenKey } from "../../command/index.ts";
import type { AnnouncedComment, ForgeUser, PostedComment } from "../../forge/index.ts";

/** A command in a comment that no job has taken. */
export interface WaitingCommand {
  readonly comment: PostedComment;
  /** Which command of the comment it is, from 0. */
  readonly place: number;
  readonly said: SaidCommand;
}

export interface CommentsToRead {
  /** Oldest first. */
  readonly comments: readonly PostedComment[];
  /** The one that the event tells of. */
  readonly announced: AnnouncedComment;
  /** Groundwork's own user, whose comments list commands. */
  readonly self: ForgeUser;
  readonly taken: ReadonlySet<string>;
  /** Commands that this job carries out. The job of `help` answers lines that are no command, too. */
  readonly verbs: ReadonlySet<CommandVerb>;
}

/**
 * Commands that wait, oldest first: of every comment, so that the jobs of many comments leave nothing to each other.
 *
 * Comments of bots, and those that were edited, hold no commands: another user may have put words into them.
 */
export function waitingCommands({
  comments,
  announced,
  self,
  taken,
  verbs,
}: CommentsToRead): readonly WaitingCommand[] {
  return comments
    .filter(({ by, isByBot, isEdited }) => !isByBot && !isEdited && by.id !== self.id)
    .filter(({ id, body }) => id !== announced.id || sameText(body, announced.body))
    .flatMap((comment) => parseComment(comment.body).map((said, place) => ({ comment, place, said })))
    .filter(({ comment, place }) => !taken.has(takenKey({ comment: comment.id, place })))
    .filter(({ said }) => verbs.has(verbOf(said)));
}

/** Which jobs a line is for. */
export function verbOf(said: SaidCommand): CommandVerb {
  return said.kind === "command" ? said.command.verb : "help";
}

/** Forges change line ends and blanks at the end between an event and their API. */
function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replaceAll(/\r\n?/gu, "\n").trim();
  return plain(one) === plain(other);
}
