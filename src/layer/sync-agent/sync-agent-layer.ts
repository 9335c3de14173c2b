import {
  type ClustersAgainstGit,
  countChanges,
  digestOf,
  type InputsDigest,
  inputsDigestOf,
  type LayerPreview,
  type LayerRun,
  type LayerWork,
  type ManifestFiles,
  manifestSteps,
  noChanges,
  type PlannedLayer,
  problemOf,
  verdictOfClusters,
} from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import type { Followed } from "../../environment/index.ts";
import { memberOf } from "../../lib/index.ts";
import type { ApplyOptions, LayerAdapter, LayerTarget } from "../layer.ts";
import type { Convergence } from "../sync-agents.ts";
import { awaitConverged } from "./await-converged.ts";
import { clusterStatus } from "./cluster-status.ts";
import type { SyncAgentPorts } from "./ports.ts";

/**
 * The layer `cluster`, as its sync agent keeps it: compared by the manifests that the agent was handed last, and by what stands
 * in the cluster where that may be asked; applied by handing the agent a commit and waiting for its word.
 */
export function syncAgentLayer(ports: SyncAgentPorts): LayerAdapter {
  return {
    layer: "cluster",
    compare: (target) => compare(target, ports.clock.now().toISOString()),
    apply: (target, planned, options) => apply(target, planned, options, ports),
    status: (known) => clusterStatus(known, ports),
  };
}

async function compare(target: LayerTarget, at: string): Promise<LayerPreview> {
  const layer = "cluster";
  try {
    const manifests = await target.manifests();
    if ("problem" in manifests) return { layer, at, kind: "failed", problem: manifests.problem };
    const refused = await target.refusedManifests();
    if (refused) return { layer, at, kind: "failed", problem: refused };
    const standing = await target.standingManifests();
    const steps = manifestSteps(standing, manifests);
    const same = Object.entries(manifests.files).filter(([path, id]) => memberOf(standing?.files, path) === id).length;
    const counts = { ...countChanges(steps), same };
    const clusters = await clustersAgainst(target);
    const kind = steps.length > 0 || differs(clusters) ? "planned" : "unchanged";
    const planDigest = digestOf([], manifests);
    const inputsDigest = inputsOf(manifests, standing);
    return { layer, at, kind, steps, counts, planDigest, inputsDigest, manifests, ...(clusters && { clusters }) };
  } catch (thrown) {
    return { layer, at, kind: "failed", problem: problemOf(thrown) };
  }
}

/** A cluster that cannot be asked takes nothing from what the files say. */
async function clustersAgainst(target: LayerTarget): Promise<ClustersAgainstGit | undefined> {
  const { kubediffs } = target;
  if (kubediffs === undefined) return undefined;
  try {
    const declared = await target.desired();
    if ("problem" in declared) return { kind: "not-compared", problem: declared.problem };
    return { kind: "compared", diffs: await kubediffs(declared) };
  } catch (thrown) {
    return { kind: "not-compared", problem: problemOf(thrown) };
  }
}

/** What is unknown in a cluster may be anything, and never nothing. */
function differs(clusters: ClustersAgainstGit | undefined): boolean {
  return clusters?.kind === "compared" && verdictOfClusters(clusters) !== "in-sync";
}

function inputsOf(manifests: ManifestFiles, standing: ManifestFiles | undefined): InputsDigest {
  return inputsDigestOf({
    manifests: manifests.files,
    standing: standing?.files ?? {},
    settings: { folder: manifests.folder, now: manifests.settings, before: standing?.settings ?? "nothing stands" },
  });
}

async function apply(
  target: LayerTarget,
  planned: PlannedLayer,
  options: ApplyOptions,
  ports: SyncAgentPorts,
): Promise<LayerRun> {
  const layer = "cluster";
  const startedAt = ports.clock.now().getTime();
  const at = () => ports.clock.now().toISOString();
  try {
    const desired = await target.desired();
    if ("problem" in desired) return { layer, at: at(), kind: "refused", problem: desired.problem };
    if (!desired.sync) return { layer, at: at(), kind: "skipped" };
    const convergence = await handOver(target, desired, ports.source.followed(desired.sync), options, ports);
    const now = ports.clock.now();
    const work = {
      steps: [],
      counts: noChanges,
      planDigest: planned.planDigest,
      milliseconds: now.getTime() - startedAt,
    };
    return runOf(convergence, planned, work, now.toISOString());
  } catch (thrown) {
    return { layer, at: at(), kind: "refused", problem: problemOf(thrown) };
  }
}

async function handOver(
  { environment, commit }: LayerTarget,
  desired: DesiredState,
  follows: Followed,
  { wait }: ApplyOptions,
  ports: SyncAgentPorts,
): Promise<Convergence> {
  if (follows.kind === "branch") await ports.source.publish(commit, follows.value);
  if (!wait) return { kind: "not-awaited" };
  const { engines } = ports;
  const outputs = await engines.engineFor(desired).outputs({ project: engines.project, stack: environment });
  const waiting = { environment, commit, follows, cloud: desired.cloud.kind, rehearsal: engines.local };
  return awaitConverged(waiting, await ports.accesses.of(outputs, desired.cloud), wait, ports);
}

function runOf(convergence: Convergence, planned: PlannedLayer, work: LayerWork, at: string): LayerRun {
  const layer = "cluster";
  switch (convergence.kind) {
    case "converged": {
      const kind = planned.kind === "planned" ? "applied" : "unchanged";
      const { steps, counts } = planned;
      return { layer, at, kind, ...work, steps, counts, revision: convergence.commit };
    }
    case "not-converged":
      return { layer, at, kind: "not-converged", ...work, problem: convergence.problem };
    default:
      return { layer, at, kind: "published", ...work };
  }
}
