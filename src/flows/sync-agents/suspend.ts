import type { HandledAgents, Suspension } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import { SuspensionEndsBefore } from "./errors.ts";
import { handleEach } from "./handle-each.ts";

export interface SuspendRequest {
  readonly environments: readonly string[];
  readonly reason: string;
  /** Until when it is meant: a time, or milliseconds from now. Nothing ends by itself then. */
  readonly end?: { readonly until: Date } | { readonly after: number };
}

/** Keeps agents from their clusters, and notes there who wants that, why and until when. @throws {SuspensionEndsBefore} */
export async function suspendEnvironments(
  { environments, reason, end }: SuspendRequest,
  ports: Pick<FlowPorts, "git" | "syncAgents" | "clock" | "actor">,
): Promise<readonly HandledAgents[]> {
  const now = ports.clock.now();
  const until = end && ("until" in end ? end.until : new Date(now.getTime() + end.after));
  if (until && until.getTime() <= now.getTime())
    throw new SuspensionEndsBefore({ until: inSeconds(until), now: inSeconds(now) });
  const suspension: Suspension = {
    by: ports.actor,
    reason,
    at: inSeconds(now),
    ...(until && { until: inSeconds(until) }),
  };
  return handleEach(environments, ports, async (desired) => ({
    environment: desired.environment,
    kind: "suspended",
    clusters: await ports.syncAgents.suspend(desired, suspension),
    suspension,
  }));
}

/** Lets suspended agents go on. */
export function resumeEnvironments(
  environments: readonly string[],
  ports: Pick<FlowPorts, "git" | "syncAgents">,
): Promise<readonly HandledAgents[]> {
  return handleEach(environments, ports, async (desired) => ({
    environment: desired.environment,
    kind: "resumed",
    clusters: await ports.syncAgents.resume(desired),
  }));
}

/** As Kubernetes writes times. */
function inSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}
