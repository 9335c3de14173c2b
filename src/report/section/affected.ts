import type { AffectedSet, CommitRange } from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line } from "../document/index.ts";

/** Between which commits was looked, and how many environments are touched: also when there is none. */
export function affectedSection(affected: AffectedSet): readonly Block[] {
  const { environments, range, total, beyondRange = 0 } = affected;
  if (!range) return [line(`${environments.length} of ${counted(total, "environment")}`)];
  const touched = environments.length - beyondRange;
  return [...rangeLine({ ...affected, range, touched, beyondRange }), ...beyondLine(beyondRange, range.head)];
}

function beyondLine(count: number, head: string): readonly Block[] {
  if (count === 0) return [];
  const subject = counted(count, "environment does", "environments do");
  return [line(`${subject} not stand at `, code(shortCommit(head)), " yet for other reasons")];
}

interface Touched extends Pick<AffectedSet, "total" | "changedFiles" | "isNamed"> {
  readonly range: CommitRange;
  readonly touched: number;
  readonly beyondRange: number;
}

function rangeLine({ range, touched, total, changedFiles, isNamed, beyondRange }: Touched): readonly Block[] {
  const of = `${touched} of ${counted(total, "environment")}`;
  const between = [code(shortCommit(range.base)), " and ", code(shortCommit(range.head))];
  const files = counted(changedFiles, "file");
  if (isNamed) return [line(`${of} named; ${files} changed between `, ...between)];
  if (touched > 0) return [line(`${of} affected by ${files} changed between `, ...between)];
  if (range.base === range.head) {
    if (beyondRange > 0) return [];
    return [line("No environment is affected: ", code(shortCommit(range.head)), " is where everything stands")];
  }
  return [
    line(
      `No environment is affected: ${files} changed between `,
      ...between,
      `, and none of them decides about any of ${total}`,
    ),
  ];
}

/** The empty tree stands for "before the first commit". */
export function shortCommit(commit: string): string {
  return commit.startsWith("4b825dc642cb6eb9") ? "the beginning" : commit.slice(0, 7);
}
