import type { StdioOptions } from "node:child_process";
import { openSync, readdirSync, readFileSync } from "node:fs";

/** Of a descriptor's flags: it does not reach what the process starts. */
const closesOnExec = 0o2_000_000;

/**
 * `stdio` for a process that is to get nothing else of this one.
 *
 * Node's own descriptors reach no child. One that this process was itself started with does, such as a folder that a shell holds open:
 * it would lead out of every namespace. The child finds `/dev/null` in its place.
 */
export function withoutInherited(stdio: StdioOptions): StdioOptions {
  const given = typeof stdio === "string" ? [stdio, stdio, stdio] : stdio;
  const last = Math.max(-1, ...inheritable().filter((each) => each >= given.length));
  if (last < given.length) return stdio;
  // From the third on, Node leaves a descriptor that it is to ignore as it is.
  nothing ??= openSync("/dev/null", "r");
  return [...given, ...Array.from({ length: last + 1 - given.length }, () => nothing)];
}

/** Open for as long as this process runs. */
let nothing: number | undefined;

/** Empty where the system does not tell. */
function inheritable(): readonly number[] {
  return namesIn("/proc/self/fd")
    .map(Number)
    .filter((each) => {
      const flags = /^flags:\s*([0-7]+)$/mu.exec(textOf(`/proc/self/fdinfo/${each}`))?.[1];
      return flags !== undefined && (Number.parseInt(flags, 8) & closesOnExec) === 0;
    });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty for one that was closed meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
