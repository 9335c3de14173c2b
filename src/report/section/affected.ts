import type { AffectedSet } from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line } from "../document/index.ts";

/** Between which commits was looked, and how many environments are touched: also when there is none. */
export function affectedSection(affected: AffectedSet): readonly Block[] {
  const { beyondRange = 0 } = affected;
  const environments = affected.environments.length - beyondRange;
  return [...rangeLine({ ...affected, environments }), ...beyondLine(beyondRange)];
}

function beyondLine(count: number): readonly Block[] {
  if (count === 0) return [];
  return [line(`${counted(count, "environment does", "environments do")} not stand at it yet, whatever changed`)];
}

interface Touched extends Omit<AffectedSet, "environments"> {
  readonly environments: number;
}

function rangeLine({ range, environments, total, changedFiles }: Touched): readonly Block[] {
  const of = `${environments} of ${counted(total, "environment")}`;
  if (!range) return [line(of)];
  const between = [code(shortCommit(range.base)), " and ", code(shortCommit(range.head))];
  const files = counted(changedFiles, "file");
  if (environments > 0) return [line(`${of} affected by ${files} changed between `, ...between)];
  if (range.base === range.head)
    return [line("No environment is affected: ", code(shortCommit(range.head)), " is where everything stands")];
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
