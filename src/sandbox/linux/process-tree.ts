import { readdirSync, readFileSync } from "node:fs";

/** What a process and all that it has started use now. */
export interface TreeUse {
  readonly processes: number;
  /** Resident memory. What processes share counts once for each. */
  readonly bytes: number;
}

/**
 * Looks at a process and what descends from it; nothing where it has ended.
 *
 * Reads the kernel's lists of children, which name the ones of this tree alone: looking through all processes of a machine several times
 * a second would cost more than the program.
 *
 * @param most processes to look at: what runs beyond them is not counted.
 */
export function useOfTree(pid: number, most: number): TreeUse {
  let bytes = 0;
  const seen = [pid];
  for (let index = 0; index < seen.length && seen.length <= most; index += 1) {
    const each = seen[index] ?? 0;
    bytes += residentBytes(each);
    seen.push(...childrenOf(each));
  }
  return { processes: seen.length, bytes };
}

/** Each thread has those that it has started itself. */
function childrenOf(pid: number): readonly number[] {
  return threadsOf(pid).flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`)
      .split(" ")
      .filter((each) => each !== "")
      .map(Number),
  );
}

/** Empty for a process that has ended meanwhile. */
function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s*(\d+) kB$/mu.exec(textOf(`/proc/${pid}/status`))?.[1] ?? "0";
  return Number(kibibytes) * 1024;
}

/** Empty for a process that has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
