import {
  isOverdue,
  isPlanned,
  kubediffCounts,
  type LayerPreview,
  type LayerStatus,
  type Problem,
  problemOf,
  type Verdict,
  verdictOfKubediff,
  worstVerdict,
} from "../../change/index.ts";
import type { SyncStatus } from "../../cluster/index.ts";
import type { DesiredState, DesiredSync } from "../../desired/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { mayStand } from "../../history/index.ts";
import { counted } from "../../lib/index.ts";
import type { OnRecord } from "../layer.ts";
import type { SyncAgentPorts } from "./ports.ts";
import { whatIsMissing } from "./what-is-missing.ts";

/** What the environment's agents say, and what a comparison gave where one was made; `undefined` for an environment without a cluster to keep in sync. */
export async function clusterStatus(
  { commit, desired, run, lost, compared }: OnRecord,
  ports: SyncAgentPorts,
): Promise<LayerStatus | undefined> {
  const layer = "cluster";
  if ("problem" in desired)
    return { layer, verdict: "unknown", detail: desired.problem.message, problems: desired.problem.details };
  const { sync } = desired;
  if (!sync) return undefined;
  if (run ? !mayStand(run) : lost.length === 0)
    return { layer, verdict: "diverged", detail: "no cluster yet", problems: [] };
  try {
    return andCompared(await askAgents(desired, sync, await ports.git.treeOf(commit), ports), compared);
  } catch (thrown) {
    const { message, details } = problemOf(thrown);
    return andCompared({ layer, verdict: "unknown", detail: message, problems: details }, compared);
  }
}

/** What stands in the cluster has the last word: an agent knows nothing of an object that was changed behind it. */
function andCompared(status: LayerStatus, compared: LayerPreview | undefined): LayerStatus {
  if (compared === undefined) return status;
  if (!isPlanned(compared))
    return "problem" in compared ? unknownBecause(compared.problem, status) : { ...status, verdict: "unknown" };
  const { clusters } = compared;
  if (clusters === undefined) return status;
  if (clusters.kind === "not-compared") return unknownBecause(clusters.problem, status);
  const { diffs } = clusters;
  const counts = diffs.map(kubediffCounts).join("; ");
  return {
    ...status,
    verdict: worstVerdict([status.verdict, ...diffs.map(verdictOfKubediff)]),
    detail: status.verdict === "in-sync" ? counts : `${status.detail}; ${counts}`,
    kubediffs: diffs,
  };
}

function unknownBecause({ message, details }: Problem, status: LayerStatus): LayerStatus {
  const isSaid = status.verdict === "unknown";
  return {
    ...status,
    verdict: "unknown",
    detail: isSaid ? status.detail : message,
    problems: isSaid ? status.problems : [...details, ...status.problems],
  };
}

async function askAgents(
  desired: DesiredState,
  sync: DesiredSync,
  tree: CommitTree,
  ports: SyncAgentPorts,
): Promise<LayerStatus> {
  const layer = "cluster";
  const follows = ports.source.followed(sync);
  const stack = { project: ports.engines.project, stack: desired.environment };
  const accesses = await ports.accesses.of(await ports.engines.engineFor(desired).outputs(stack), desired.cloud);
  const statuses = await Promise.all(accesses.map((access) => ports.clusters.syncStatus(access)));
  const [first] = statuses;
  if (!first) return { layer, verdict: "unknown", detail: "the stack has no cluster that follows Git", problems: [] };

  const missing = await Promise.all(
    statuses.map(async (status) => {
      const same = await haveSameManifests(status.appliedCommit, tree, sync.path, ports.git);
      const commit = same ? (status.appliedCommit ?? tree.commit) : tree.commit;
      return whatIsMissing(status, { commit, follows }, { git: ports.git, now: ports.clock.now() });
    }),
  );
  const behind = missing.find((each) => each !== undefined);
  const { suspended, suspension = {} } = statuses.find((status) => status.suspended) ?? first;
  const verdict = worstVerdict(statuses.map((status, index) => verdictOf(status, missing[index] !== undefined)));
  return {
    layer,
    verdict,
    ...(first.appliedCommit !== undefined && { revision: first.appliedCommit }),
    ...(first.ready && { since: first.ready.since.toISOString() }),
    ...(suspended && { suspension: { ...suspension, overdue: isOverdue(suspension, ports.clock.now()) } }),
    detail: behind?.message ?? `${counted(first.objects, "object")} applied and healthy`,
    problems: behind?.details ?? [],
  };
}

/**
 * Whether the agent's commit says the same of this environment as the one that is looked at: a commit that changes other
 * environments leaves this one in sync, also before the agent has fetched it.
 *
 * A folder with a kustomization may depend on files outside of it, so it is never taken for the same.
 */
async function haveSameManifests(
  applied: string | undefined,
  tree: CommitTree,
  folder: string,
  git: SyncAgentPorts["git"],
): Promise<boolean> {
  if (applied === undefined || applied === tree.commit) return false;
  const path = folder.replace(/^\.\//, "");
  // A commit that this clone does not have cannot be compared.
  const known = await git.treeOf(applied).catch(() => undefined);
  if (!known) return false;
  const [here, there] = await Promise.all([tree.list(path), known.list(path)]);
  if (here.length === 0 || here.some(({ name }) => /^kustomization(\.ya?ml)?$/i.test(name))) return false;
  const entries = new Map(there.map(({ name, kind, id }) => [name, `${kind} ${id}`]));
  return here.length === there.length && here.every(({ name, kind, id }) => entries.get(name) === `${kind} ${id}`);
}

/** An agent that cannot reach Git, or has not spoken yet, knows nothing. */
function verdictOf({ ready, source }: SyncStatus, isBehind: boolean): Verdict {
  if (!isBehind) return "in-sync";
  return !ready || ready.status === "Unknown" || source?.status === "False" ? "unknown" : "diverged";
}
