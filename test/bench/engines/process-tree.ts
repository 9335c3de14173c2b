import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of a process and all that it started, and the processor time that they have used so far. */
interface TreeUse {
  readonly mebibytes: number;
  readonly cpuMilliseconds: ReadonlyMap<number, number>;
}

/** What a process tree needed while it was watched. */
export interface TreeFigures {
  /** The most that all processes held at the same time. Pages that they share count once for each. */
  readonly peakMebibytes: number;
  /** User and system time of all processes, those included that ended in between. */
  readonly cpuMilliseconds: number;
}

const intervalMilliseconds = 25;
const clockTicksPerSecond = 100;
const pageBytes = 4096;

/** Watches the tree below `root` until it is stopped. Linux only; elsewhere every figure is NaN. */
export function watchTree(root: number): { stop(): TreeFigures } {
  let peak = 0;
  const before = useOf(root).cpuMilliseconds;
  const cpu = new Map<number, number>();
  const look = () => {
    const use = useOf(root);
    peak = Math.max(peak, use.mebibytes);
    for (const [pid, used] of use.cpuMilliseconds) cpu.set(pid, used - (before.get(pid) ?? 0));
  };
  const timer = setInterval(look, intervalMilliseconds);
  return {
    stop() {
      clearInterval(timer);
      look();
      const known = peak > 0;
      return {
        peakMebibytes: known ? peak : Number.NaN,
        cpuMilliseconds: known ? [...cpu.values()].reduce((sum, each) => sum + each, 0) : Number.NaN,
      };
    },
  };
}

function useOf(root: number): TreeUse {
  const cpuMilliseconds = new Map<number, number>();
  let bytes = 0;
  for (const pids = [root]; ; ) {
    const pid = pids.pop();
    if (pid === undefined) return { mebibytes: bytes / 2 ** 20, cpuMilliseconds };
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      // Numbers of `man proc`: 14 utime, 15 stime, 24 rss; the third stands first here.
      cpuMilliseconds.set(pid, ((Number(fields[11]) + Number(fields[12])) * 1_000) / clockTicksPerSecond);
      bytes += Number(fields[21]) * pageBytes;
      // Any thread may have started a process.
      for (const thread of readdirSync(`/proc/${pid}/task`))
        for (const child of readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" "))
          if (child !== "") pids.push(Number(child));
    } catch {
      // It ended while we looked.
      continue;
    }
  }
}
