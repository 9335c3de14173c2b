import type { WaitingOnBranch } from "../../change/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { FlowPorts } from "../ports.ts";
import { onBranch } from "../selection/index.ts";
import { leftGit } from "./left-git.ts";
import { readQueue } from "./read-queue.ts";

/**
 * What waits on a branch, for people, with what it has removed and still stands.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link RecordUnreachable}
 */
export async function readWaiting(
  branch: string,
  forge: Pick<Forge, "branches">,
  given: Pick<FlowPorts, "git" | "history" | "programs" | "reach">,
): Promise<WaitingOnBranch> {
  const ports = onBranch(branch, given, forge);
  const queue = await readQueue({ branch }, forge, ports);
  return { ...queue, leftGit: await leftGit(queue.tip, ports) };
}
