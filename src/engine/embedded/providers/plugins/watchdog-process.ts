/**
 * Ends the process groups of an engine that is gone; an entry of its own, built to `dist/watchdog.js`.
 *
 * Reads `+<pid>` and `-<pid>`, one a line, and acts when its input ends: the engine closed it, or does not exist any more.
 */
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

const graceMilliseconds = 3_000;
const groups = new Set<number>();

// A Ctrl-C is for the engine. This process has to be there when the engine is not.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (!Number.isSafeInteger(pid) || pid <= 1) continue;
  if (line.startsWith("+")) groups.add(pid);
  else groups.delete(pid);
}
if (groups.size > 0) {
  endAll("SIGTERM");
  await delay(graceMilliseconds);
  endAll("SIGKILL");
}

function endAll(signal: NodeJS.Signals): void {
  for (const pid of groups) {
    try {
      process.kill(-pid, signal);
    } catch {
      groups.delete(pid);
    }
  }
}
