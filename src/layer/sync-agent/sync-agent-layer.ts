import {
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
 * The layer `cluster`, as its sync agent keeps it: compared by the manifests that the agent was handed last, applied by handing
 * it a commit and waiting for its word.
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
    const kind = steps.length > 0 ? "planned" : "unchanged";
    const planDigest = digestOf([], manifests);
    return { layer, at, kind, steps, counts, planDigest, inputsDigest: inputsOf(manifests, standing), manifests };
  } catch (thrown) {
    return { layer, at, kind: "failed", problem: problemOf(thrown) };
  }
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
