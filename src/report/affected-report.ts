import type { AffectedChange } from "../change/index.ts";
import { counted } from "../lib/index.ts";
import { type Block, code, heading } from "./document/index.ts";
import { affectedSection, affectedTable, behindNote, shortCommit, uncommittedNote } from "./section/index.ts";

/** What has to be known of a change beside its environments, where only those are printed. */
export function behindReport({ target }: AffectedChange): readonly Block[] {
  return behindNote(target);
}

/** Which environments a change touches, and every reason. */
export function affectedReport({ commit, target, affected, uncommitted }: AffectedChange): readonly Block[] {
  const { environments, total } = affected;
  return [
    heading("Affected by ", code(shortCommit(commit)), `: ${environments.length} of ${counted(total, "environment")}`),
    ...affectedSection(affected),
    ...behindNote(target),
    ...uncommittedNote(uncommitted),
    ...affectedTable(environments),
  ];
}
