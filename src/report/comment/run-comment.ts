import type { Binding, ChangeRun, FollowUpShown } from "../../change/index.ts";
import type { Block } from "../document/index.ts";
import { runReport } from "../reports.ts";
import { bindingSection, followUpSection } from "../section/index.ts";
import type { Part } from "./fit-parts.ts";

/** What a run came to, as the parts of a comment: in the order of its report, where what is loud comes first. */
export function runParts(
  run: ChangeRun,
  binding: Binding | undefined,
  followUp: FollowUpShown | undefined,
): readonly Part[] {
  const [headline, ...rest] = runReport(run);
  return [
    ...(headline ? [partOf(headline, 0)] : []),
    ...bindingSection(binding).map((block) => partOf(block, 1)),
    ...followUpSection(followUp).map((block) => partOf(block, 1)),
    ...rest.map((block) => partOf(block, block.kind === "list" || block.kind === "line" ? 2 : 3)),
  ];
}

function partOf(block: Block, importance: number): Part {
  if (block.kind === "list")
    return {
      importance,
      size: block.items.length,
      noun: "item of a list",
      plural: "items of lists",
      blocks: (kept) => (kept === 0 ? [] : [{ ...block, items: block.items.slice(0, kept) }]),
    };
  if (block.kind === "table")
    return {
      importance,
      size: block.rows.length,
      noun: "row of the table",
      plural: "rows of the table",
      blocks: (kept) => (kept === 0 ? [] : [{ ...block, rows: block.rows.slice(0, kept) }]),
    };
  return { importance, size: 1, noun: "note", plural: "notes", blocks: (kept) => (kept === 0 ? [] : [block]) };
}
