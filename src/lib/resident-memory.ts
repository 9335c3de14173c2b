import { readdir, readFile } from "node:fs/promises";

/** Resident memory in bytes. What processes share counts once for each. */
export interface MemoryOfChildren {
  /** Of all processes that were started, and of those that they have started. */
  readonly total: number;
  /** Of the one that uses most, with those that it has started. */
  readonly largest: number;
}

/** What the children of a process use; `undefined` where the system has no process table in `/proc`. */
export async function memoryOfChildren(pid: number): Promise<MemoryOfChildren | undefined> {
  const names = await readdir("/proc").catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/u.test(name)).map(entryOf));
  const entries = found.filter((entry) => entry !== undefined);
  if (entries.length === 0) return undefined;
  const children = new Map<number, Entry[]>();
  for (const entry of entries) children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry]);
  const withChildren = ({ pid: of, bytes }: Entry): number =>
    (children.get(of) ?? []).reduce((sum, child) => sum + withChildren(child), bytes);
  const each = (children.get(pid) ?? []).map(withChildren);
  return { total: each.reduce((sum, bytes) => sum + bytes, 0), largest: Math.max(0, ...each) };
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly bytes: number;
}

/** `undefined` for a process that has ended meanwhile. */
async function entryOf(pid: string): Promise<Entry | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const parent = /^PPid:\s*(\d+)$/mu.exec(status)?.[1];
  if (parent === undefined) return undefined;
  // A zombie has no memory.
  const kibibytes = /^VmRSS:\s*(\d+) kB$/mu.exec(status)?.[1] ?? "0";
  return { pid: Number(pid), parent: Number(parent), bytes: Number(kibibytes) * 1024 };
}
