import type { WaitingOnBranch } from "../../change/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { FlowPorts } from "../ports.ts";
import { leftGit } from "./left-git.ts";
import { type Line, onLine } from "./line.ts";
import { readQueue } from "./read-queue.ts";

/**
 * What waits on a branch, or for a tag on it, for people, with what it has removed and still stands.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link RecordUnreachable}
 */
export async function readWaiting(
  line: Line,
  forge: Pick<Forge, "branches">,
  given: Pick<FlowPorts, "git" | "history" | "programs" | "reach">,
): Promise<WaitingOnBranch> {
  const ports = onLine(line, given, forge);
  const queue = await readQueue(line, forge, ports);
  return { ...queue, leftGit: await leftGit(queue.tip, ports) };
}
