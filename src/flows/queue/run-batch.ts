import type { Binding, ChangeRun, RecordedApproval } from "../../change/index.ts";
import type { Forge } from "../../forge/index.ts";
import { emptyTree } from "../../git/index.ts";
import type { HeldLease, RunLeases } from "../../lease/index.ts";
import { fewerSteps, recordedAs } from "../change-request/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments } from "../selection/index.ts";
import { bringUp, type ShownMerge, type UpRequest } from "../up/index.ts";
import type { Batch } from "./choose-batch.ts";
import type { Queue } from "./read-queue.ts";
import type { QueuedMerge } from "./reviewed-merges.ts";

/** What a run of the queue is asked for beside its environments. */
export type BatchSettings = Pick<UpRequest, "refresh" | "converge" | "confirm">;

export interface ChosenBatch {
  readonly batch: Batch;
  /** Those that environments of the batch wait for, oldest first. */
  readonly merges: readonly QueuedMerge[];
  /** All of it, for the record. */
  readonly queue: Queue;
  /** Environments whose last run was cut off. */
  readonly cutOff: ReadonlySet<string>;
}

/** A run of the queue, and what it was held to. */
export interface BatchRun {
  readonly run: ChangeRun;
  readonly binding: Binding;
}

/**
 * Brings the environments of a batch up, held to what their merges showed together. Their leases are held already.
 *
 * @throws as {@link bringUp}
 */
export async function runBatch(
  { batch: { commit, names }, merges, queue, cutOff }: ChosenBatch,
  settings: BatchSettings,
  ports: FlowPorts,
  forge: Forge,
): Promise<BatchRun> {
  const requests = merges.flatMap(({ changeRequest }) => (changeRequest ? [changeRequest] : []));
  const newest = requests.at(-1);
  const approvals = approvalsOf(merges);
  const base = merges[0]?.base ?? emptyTree;
  const removed = await removedIn(base, commit, merges, ports);
  const run = await bringUp(
    {
      ...settings,
      environments: [...names, ...removed],
      ...(base !== emptyTree && { base }),
      head: commit,
      ...(merges.length > 0 && { mergedOnto: merges.map((merge) => merge.base) }),
      requirePreview: true,
      cutOff,
      shown: { kind: "merges", merges: merges.map((merge) => shownBy(merge, names)) },
      circumstances: {
        ...(newest && { changeRequest: recordedAs(newest, forge) }),
        ...(approvals.length > 0 && { approvals }),
        merges: merges.flatMap((merge) => merge.commits),
        queue: {
          branch: queue.branch,
          ...(queue.tag !== undefined && { tag: queue.tag }),
          through: queue.tip,
          waiting: [...new Set([...queue.waiting.map(({ name }) => name), ...queue.longWaiting])],
        },
      },
    },
    { ...ports, leases: heldAlready },
  );
  const together = requests.map(({ number, url }) => ({ number, url }));
  return {
    run,
    binding: {
      ...(newest && { changeRequest: { number: newest.number, url: newest.url } }),
      ...(together.length > 1 && { together }),
      approvedBy: [...new Set(approvals.map(({ name }) => name))],
      fewer: fewerSteps(
        run,
        merges.flatMap(({ plans }) => plans),
      ),
    },
  };
}

const heldAlready: RunLeases = {
  during: async (_, __, work: (held: readonly HeldLease[]) => Promise<never>) => ({ result: await work([]) }),
};

/** What its merges took away is said, though `up` destroys nothing. */
async function removedIn(
  base: string,
  head: string,
  merges: readonly QueuedMerge[],
  ports: Pick<FlowPorts, "git" | "programs" | "reach">,
): Promise<readonly string[]> {
  const ofMerges = new Set(merges.flatMap(({ environments }) => environments));
  const { environments } = await affectedEnvironments({ base, head }, ports);
  return environments.flatMap(({ name, folder }) => (folder === "removed" && ofMerges.has(name) ? [name] : []));
}

function shownBy({ commit, changeRequest, environments, plans }: QueuedMerge, names: readonly string[]): ShownMerge {
  return {
    name: changeRequest ? `the preview of change request ${changeRequest.number}` : `the push of ${commit.slice(0, 7)}`,
    environments: environments.filter((name) => names.includes(name)),
    plans: plans.filter(({ environment }) => names.includes(environment)),
  };
}

function approvalsOf(merges: readonly QueuedMerge[]): readonly RecordedApproval[] {
  return merges.flatMap(({ decision }) => (decision.kind === "reviewed" ? decision.approvals : []));
}
