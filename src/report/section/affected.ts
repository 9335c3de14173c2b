import {
  type AffectedSet,
  type CommitRange,
  type NotReached,
  type ReachedByTag,
  takenFrom,
} from "../../change/index.ts";
import { counted, cutShort } from "../../lib/index.ts";
import { type Block, code, line } from "../document/index.ts";

/** Between which commits was looked, and how many environments are touched: also when there is none. */
export function affectedSection(affected: AffectedSet): readonly Block[] {
  const { environments, range, total, beyondRange = 0, notReached = [], laterByTag = [] } = affected;
  const others = [...laterByTagLines(laterByTag), ...notReachedLines(notReached)];
  if (!range) return [line(`${environments.length} of ${counted(total, "environment")}`), ...others];
  const touched = environments.length - beyondRange;
  return [
    ...rangeLine({ ...affected, range, touched, beyondRange, isReached: notReached.length === 0 }),
    ...beyondLine(beyondRange, range.head),
    ...others,
  ];
}

/** A line for all that take commits from the same branches and by the same tags. */
function notReachedLines(notReached: readonly NotReached[]): readonly Block[] {
  return [...namesBy(notReached, takenFrom)].map(([from, names]) => {
    const [takes, them] = names.length === 1 ? ["takes", "it"] : ["take", "them"];
    return line(`${inShort(names)} ${takes} commits ${from} alone: these do not reach ${them}`);
  });
}

/** A line for all that wait for the same tags. */
function laterByTagLines(laterByTag: readonly ReachedByTag[]): readonly Block[] {
  return [...namesBy(laterByTag, ({ tags }) => tags.join(" or "))].map(([tags, names]) =>
    line(`Merging does not bring up ${inShort(names)}: a later tag ${tags} does`),
  );
}

function namesBy<Each extends { readonly name: string }>(
  environments: readonly Each[],
  textOf: (each: Each) => string,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const each of environments) found.set(textOf(each), [...(found.get(textOf(each)) ?? []), each.name]);
  return found;
}

function inShort(names: readonly string[]): string {
  return cutShort(names, namesInFull).join(", ");
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
