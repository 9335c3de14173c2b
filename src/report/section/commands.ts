import type { CommandAnswer, CommandHelp, CommandResponse } from "../../change/index.ts";
import { type Block, code, line, message, type Span, tone } from "../document/index.ts";

const words = {
  running: "runs, or its job was ended: comment again",
  done: "done",
  "handed-over": "handed over",
  contained: "contained",
  refused: "refused",
  failed: "failed",
  unknown: "unknown",
} as const;

const tones = {
  running: "warned",
  done: "added",
  "handed-over": "added",
  contained: "quiet",
  refused: "warned",
  failed: "failed",
  unknown: "failed",
} as const;

/** One row for each command, the newest first. */
export function answersTable(answers: readonly CommandAnswer[]): readonly Block[] {
  if (answers.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["command", "by", "answer"],
      rows: answers.toReversed().map((each) => [[code(each.command)], each.by, answerWords(each)]),
    },
  ];
}

function answerWords({ verdict, says }: CommandAnswer): readonly (string | Span)[] {
  const word = tone(tones[verdict], words[verdict]);
  return says === "" ? [word] : [word, ": ", message(says)];
}

const rights = { none: "anybody", read: "who may read", write: "who may write", admin: "who may administer" } as const;

/** Commands and who may use them. */
export function helpTable(help: readonly CommandHelp[]): readonly Block[] {
  if (help.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["command", "what it does", "for those"],
      rows: help.map(({ usage, does, needs }) => [[code(usage)], does, rights[needs]]),
    },
  ];
}

/** What was made of the commands, for the person who reads the job's log. */
export function responseSection({ nothing, answers, comment, problems }: CommandResponse): readonly Block[] {
  return [
    ...(nothing === undefined ? [] : [line(nothing)]),
    ...answersTable(answers),
    ...problems.map((problem) => line(tone("failed", "Not posted: "), message(problem.message))),
    ...(comment ? [line("Comment: ", comment.url)] : []),
  ];
}
