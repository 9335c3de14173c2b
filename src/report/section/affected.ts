import type { AffectedSet, CommitRange, NotReached } from "../../change/index.ts";
import { counted, cutShort } from "../../lib/index.ts";
import { type Block, code, line } from "../document/index.ts";

/** Between which commits was looked, and how many environments are touched: also when there is none. */
export function affectedSection(affected: AffectedSet): readonly Block[] {
  const { environments, range, total, beyondRange = 0, notReached = [] } = affected;
  if (!range)
    return [line(`${environments.length} of ${counted(total, "environment")}`), ...notReachedLines(notReached)];
  const touched = environments.length - beyondRange;
  return [
    ...rangeLine({ ...affected, range, touched, beyondRange, isReached: notReached.length === 0 }),
    ...beyondLine(beyondRange, range.head),
    ...notReachedLines(notReached),
  ];
}

/** A line for all that take commits from the same branches. */
function notReachedLines(notReached: readonly NotReached[]): readonly Block[] {
  const byBranches = new Map<string, string[]>();
  for (const { name, branches } of notReached) {
    const from = branches.join(" or ");
    byBranches.set(from, [...(byBranches.get(from) ?? []), name]);
  }
  return [...byBranches].map(([from, names]) => {
    const [takes, them] = names.length === 1 ? ["takes", "it"] : ["take", "them"];
    return line(
      `${cutShort(names, namesInFull).join(", ")} ${takes} commits from ${from} alone: these do not reach ${them}`,
    );
  });
}

const namesInFull = 12;

function beyondLine(count: number, head: string): readonly Block[] {
  if (count === 0) return [];
  const subject = counted(count, "environment does", "environments do");
  return [line(`${subject} not stand at `, code(shortCommit(head)), " yet for other reasons")];
}

interface Touched extends Pick<AffectedSet, "total" | "changedFiles" | "isNamed"> {
  readonly range: CommitRange;
  readonly touched: number;
  readonly beyondRange: number;
  /** Whether the commits reach every environment that differs. */
  readonly isReached: boolean;
}

function rangeLine({
  range,
  touched,
  total,
  changedFiles,
  isNamed,
  beyondRange,
  isReached,
}: Touched): readonly Block[] {
  const of = `${touched} of ${counted(total, "environment")}`;
  const between = [code(shortCommit(range.base)), " and ", code(shortCommit(range.head))];
  const files = counted(changedFiles, "file");
  if (isNamed) return [line(`${of} named; ${files} changed between `, ...between)];
  if (touched > 0) return [line(`${of} affected by ${files} changed between `, ...between)];
  if (range.base === range.head) {
    if (beyondRange > 0) return [];
    return [line("No environment is affected: ", code(shortCommit(range.head)), " is where everything stands")];
  }
  if (!isReached) return [line(`No environment is affected: ${files} changed between `, ...between)];
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
