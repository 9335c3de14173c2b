import { hostname } from "node:os";
import { isRunning } from "../lib/index.ts";
import type { LeaseOwner } from "./lease.ts";

/** Whether an owner is a process of this host that has ended. For places that only processes of one disk reach: names of hosts repeat. */
export async function hasEndedHere({ host, process }: LeaseOwner): Promise<boolean> {
  return host === hostname() && process.pid > 0 && !(await isRunning(process));
}
