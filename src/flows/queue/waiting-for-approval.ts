import type { Forge } from "../../forge/index.ts";
import type { FlowPorts } from "../ports.ts";
import { branchNamed, mainLineOf } from "../selection/index.ts";
import { chooseBatch } from "./choose-batch.ts";
import { onLine } from "./line.ts";
import { readQueue } from "./read-queue.ts";
import { reviewedMerges, waitingForMerges } from "./reviewed-merges.ts";

/** An environment that does not go on without an approval. */
export interface WaitingForApproval {
  readonly environment: string;
  /** The merge that waits. */
  readonly commit: string;
  /** Of which change request, and what it lacks, in a few words. */
  readonly detail: string;
}

/**
 * The environments that the newest commit of the main line does not come to, because others did not approve a merge: what `up --queue`
 * would leave waiting for that reason. `undefined` where it cannot be told: without the name of the branch, or without a forge that has
 * reviews.
 *
 * @param required approvals by others that a merge needs
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link RecordUnreachable}
 */
export async function waitingForApproval(
  required: number,
  forge: Forge | undefined,
  given: Pick<FlowPorts, "git" | "history" | "programs" | "reach">,
): Promise<readonly WaitingForApproval[] | undefined> {
  const main = await mainLineOf(given.git);
  const branch = main && branchNamed(main.name, given.git);
  if (!forge?.changeRequests || branch === undefined) return undefined;
  const ports = onLine({ branch }, given, forge);
  const queue = await readQueue({ branch }, forge, ports);
  const merges = await reviewedMerges({ queue, required }, forge, ports);
  // A merge that a job has refused waits as well.
  const waiting = waitingForMerges(queue.waiting, merges).map((each) => ({ ...each, due: each.commits }));
  const approvals = merges.map(({ commit, decision }) => ({ commit, isApproved: decision.kind === "reviewed" }));
  const { left } = chooseBatch({ merges: approvals, waiting, behind: new Map(), tip: queue.tip });
  return left.flatMap((each) => {
    if (each.kind !== "not-approved") return [];
    const merge = merges.find(({ commit }) => commit === each.merge);
    const because = merge?.decision.kind === "refused" ? merge.decision.because : "it was not approved";
    return [{ environment: each.name, commit: each.merge, detail: `${each.merge.slice(0, 7)}: ${because}` }];
  });
}
