import { type ChildProcess, spawn } from "node:child_process";
import { builtFile } from "../../../../lib/index.ts";

/** The process that outlives this one if need be, and the groups that it is to end then. */
let guard: { readonly process: ChildProcess; readonly groups: Set<number> } | undefined;

/**
 * Makes sure that a process group ends with this process, even when this one is killed.
 *
 * A plugin cannot be trusted to notice: Pulumi's own look for their engine every five minutes. The guard is a process that
 * reads from a pipe which the system closes when this process is gone.
 *
 * @param pid of the group's leader.
 * @returns takes the group off again, once it has ended.
 */
export function endWithEngine(pid: number): () => void {
  guard ??= { process: startGuard(), groups: new Set() };
  const { process: child, groups } = guard;
  groups.add(pid);
  child.stdin?.write(`+${pid}\n`);
  return () => {
    if (!groups.delete(pid)) return;
    child.stdin?.write(`-${pid}\n`);
    if (groups.size > 0) return;
    child.stdin?.end();
    guard = undefined;
  };
}

function startGuard(): ChildProcess {
  const child = spawn(process.execPath, [builtFile("watchdog")], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: {},
  });
  // Neither the guard nor its pipe keeps this process alive, and without a guard plugins are stopped as usual.
  child.on("error", () => undefined);
  child.stdin?.on("error", () => undefined);
  child.unref();
  return child;
}
