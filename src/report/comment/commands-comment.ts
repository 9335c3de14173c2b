import type { CommandAnswer, CommandHelp } from "../../change/index.ts";
import { heading } from "../document/index.ts";
import { answersTable, helpTable } from "../section/index.ts";
import type { Part } from "./fit-parts.ts";

/** Answers to commands, as the parts of a comment. What is cut are the oldest answers. */
export function commandParts(answers: readonly CommandAnswer[], help: readonly CommandHelp[]): readonly Part[] {
  return [
    note(0, () => [heading("Commands in comments")]),
    {
      importance: 1,
      size: answers.length,
      noun: "answer",
      plural: "answers",
      blocks: (kept) => (kept === 0 ? [] : answersTable(answers.slice(-kept))),
    },
    note(2, () => helpTable(help)),
  ];
}

function note(importance: number, blocks: () => ReturnType<Part["blocks"]>): Part {
  return { importance, size: 1, noun: "note", plural: "notes", blocks: (kept) => (kept === 0 ? [] : blocks()) };
}
