import {
  hasReasonFor,
  instancesMissing,
  isPlanned,
  type Layer,
  type LayerPreview,
  type LayerStatus,
  type Plan,
  type Problem,
  problemOf,
  verdictOfClusters,
} from "../../change/index.ts";
import {
  acceptDifferences,
  clusterDifferences,
  counts,
  type Difference,
  type DriftCause,
  infrastructureDifferences,
  type LayerDrift,
  type Needs,
  unknownInClusters,
  unknownInInfrastructure,
  withConsequences,
  withoutConsequences,
} from "../../drift/index.ts";
import { needsIn } from "../../engine/index.ts";
import { machinesFolder } from "../../environment/index.ts";
import type { Exception } from "../../exceptions/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { counted } from "../../lib/index.ts";
import { commandMakingAnew, compareMachines } from "../../playbook/index.ts";
import type { FlowPorts } from "../ports.ts";
import { whoChanged } from "./who-changed.ts";

interface Judging {
  readonly ports: Pick<FlowPorts, "layers" | "engines" | "machines" | "auditLogs" | "clock" | "signal" | "history">;
  readonly tree: CommitTree;
  /** Whether the state holds resources of an environment; `undefined` where that is not known. */
  readonly stands: (environment: string) => Promise<boolean | undefined>;
  readonly exceptions: readonly Exception[];
  readonly now: Date;
}

/** How a layer was found; `undefined` where the environment has nothing of it. */
export async function driftOfLayer(
  layer: Layer,
  known: OnRecord,
  previews: readonly LayerPreview[],
  judging: Judging,
): Promise<LayerDrift | undefined> {
  const compared = previews.find((each) => each.layer === layer);
  // A record that is lost says the same as one that never was, and the state knows better.
  const isMissing = isNotUp(known) && (await judging.stands(known.environment)) === false;
  const withCompared = layer === "infrastructure" && compared ? { ...known, compared } : known;
  const status = await judging.ports.layers[layer].status(withCompared);
  if (!status) return undefined;
  const differences = (found: readonly Difference[]) => acceptDifferences(found, judging.exceptions, judging.now);
  switch (layer) {
    case "infrastructure":
      return await infrastructureDrift(known, status, { compared, isMissing }, { accepting: differences, ...judging });
    case "cluster":
      return clusterDrift(known, status, { compared, isMissing }, differences);
    default:
      return withStatus(await machinesDrift(known, { isMissing, previews }, differences, judging), status);
  }
}

interface Found {
  readonly compared: LayerPreview | undefined;
  /** Nothing of the environment stands. */
  readonly isMissing: boolean;
}

type Accepting = (found: readonly Difference[]) => readonly Difference[];

async function infrastructureDrift(
  known: OnRecord,
  status: LayerStatus,
  { compared, isMissing }: Found,
  { accepting, ports }: { readonly accepting: Accepting } & Pick<Judging, "ports">,
): Promise<LayerDrift> {
  const layer = "infrastructure";
  const { environment, pending } = known;
  const failed = compared?.kind === "failed" && compared.partial && !isMissing ? compared : undefined;
  if (!compared || !(failed || isPlanned(compared))) return unknownBecause(layer, compared, status);
  if (isMissing)
    return judged(layer, accepting([{ ...whole(environment, layer), cause: { kind: "not-applied" } }]), []);
  const plan = isPlanned(compared) ? compared.plan : failed?.partial;
  if (!plan) return unknown(layer, "the plan of the comparison is not known", []);
  const isPending = pending !== undefined && hasReasonFor(pending, layer);
  const found = infrastructureDifferences({ environment, plan, isPending, isPartial: failed !== undefined });
  const grouped = found.length > 1 ? withConsequences(found, await needsOf(known, ports)) : found;
  // Before it is judged: what a person has changed counts, and noise does not.
  const { differences, notes } = await whoChanged(grouped, known, ports);
  // The state tells of a run that was interrupted.
  const isInterrupted = status.verdict === "unknown" && status.detail !== failed?.problem.message;
  const problems = [
    ...(isInterrupted ? [status.detail, ...status.problems] : []),
    ...(failed ? unknownBesides(failed.problem, plan) : []),
  ];
  const drift = judged(layer, accepting(differences), problems);
  const lost = known.lost.join(", ");
  const said = [...(lost === "" ? [] : [`records are lost, so that causes may be others: ${lost}`]), ...notes];
  return said.length === 0 ? drift : { ...drift, notes: said };
}

/** Without a state that can be read, each difference stands by itself. */
async function needsOf({ environment, desired }: OnRecord, { engines }: Pick<FlowPorts, "engines">): Promise<Needs> {
  if ("problem" in desired) return new Map();
  const stack = { project: engines.project, stack: environment };
  const state = await engines
    .engineFor(desired)
    .exportState(stack)
    .catch(() => undefined);
  return state ? needsIn(state) : new Map<string, readonly string[]>();
}

/** Never empty, since what has no problem would be judged. */
function unknownBesides({ message, details }: Problem, plan: Plan): readonly string[] {
  const lines = unknownInInfrastructure(plan);
  return lines.length > 0 ? lines : [message, ...details];
}

function clusterDrift(
  { environment, commit }: OnRecord,
  status: LayerStatus,
  { compared, isMissing }: Found,
  accepting: Accepting,
): LayerDrift {
  const layer = "cluster";
  if (isMissing)
    return judged(layer, accepting([{ ...whole(environment, layer), cause: { kind: "not-applied" } }]), []);
  if (!compared || !isPlanned(compared)) return unknownBecause(layer, compared, status);
  const { clusters } = compared;
  if (clusters === undefined) return unknown(layer, "its clusters could not be asked", []);
  if (clusters.kind === "not-compared") return unknown(layer, clusters.problem.message, clusters.problem.details);
  // An agent that is suspended has applied what it says that it has.
  const isPending = status.verdict === "diverged" && !(status.suspension && status.revision === commit);
  const differences = accepting(clusterDifferences({ environment, diffs: clusters.diffs, isPending }));
  const problems = [
    ...(verdictOfClusters(clusters) === "unknown" ? unknownInClusters(clusters.diffs) : []),
    ...(status.verdict === "unknown" ? [status.detail, ...status.problems] : []),
  ];
  // An agent that is suspended may have applied all of it before.
  if (isPending && !status.suspension && differences.length === 0 && problems.length === 0) {
    const behind: Difference = { ...whole(environment, layer), change: "changed", cause: { kind: "not-applied" } };
    return judged(layer, accepting([behind]), [], status.detail);
  }
  // What the agent is waiting for explains what differs, and that it is suspended is to be known also where nothing does.
  const drift = judged(layer, differences, problems);
  return status.verdict === "diverged" ? { ...drift, notes: [status.detail] } : drift;
}

/** Machines that were made anew are to be known also where they could not be asked, or are as declared. */
function withStatus(drift: LayerDrift, { verdict, detail, problems }: LayerStatus): LayerDrift {
  return verdict === "diverged" && problems.length > 0
    ? { ...drift, notes: [`${detail}; ${problems.join("; ")}`] }
    : drift;
}

async function machinesDrift(
  known: OnRecord,
  { isMissing, previews }: Pick<Found, "isMissing"> & { readonly previews: readonly LayerPreview[] },
  accepting: Accepting,
  { ports, tree }: Judging,
): Promise<LayerDrift> {
  const layer = "machines";
  const { desired, environment, pending } = known;
  if ("problem" in desired) return unknown(layer, desired.problem.message, desired.problem.details);
  if (isMissing)
    return judged(layer, accepting([{ ...whole(environment, layer), cause: { kind: "not-applied" } }]), []);
  try {
    const stack = { project: ports.engines.project, stack: environment };
    const outputs = await ports.engines.engineFor(desired).outputs(stack);
    const cause: DriftCause = { kind: pending?.layers.includes(layer) ? "not-applied" : "changed-outside" };
    const folder = machinesFolder(environment);
    const isLocal = ports.engines.local || desired.cloud.kind === "local";
    const gone = {
      machines: instancesMissing(previews),
      remedy: commandMakingAnew(environment, ports.engines.local),
    };
    const compared = { desired, isLocal, outputs, tree, folder, cause, gone, signal: ports.signal };
    const found = await compareMachines(compared, ports.machines);
    const differences = accepting(found.differences);
    return found.verdict === "unknown" ? { ...found, differences } : judged(layer, differences, [], found.detail);
  } catch (thrown) {
    const { message, details } = problemOf(thrown);
    return unknown(layer, message, details);
  }
}

const isNotUp = ({ pending }: OnRecord): boolean =>
  pending?.reasons.some((reason) => reason.kind === "not-applied" && reason.because === "never-up") ?? false;

const whole = (environment: string, layer: Layer) =>
  ({
    environment,
    layer,
    subject: layer === "machines" ? "all machines" : `the whole ${layer}`,
    change: "missing",
    paths: [],
  }) as const;

/** @param detail where nothing that differs says it */
function judged(
  layer: Layer,
  differences: readonly Difference[],
  problems: readonly string[],
  detail?: string,
): LayerDrift {
  const [first] = problems;
  if (first !== undefined) return { layer, verdict: "unknown", detail: first, problems, differences };
  const counting = differences.filter(counts);
  const told = withoutConsequences(counting).length;
  const following = counting.length - told;
  const number = `${counted(told, "difference")}${following > 0 ? `, and ${following} more that follow` : ""}`;
  if (counting.length > 0)
    return {
      layer,
      verdict: "diverged",
      detail: detail ?? number,
      problems,
      differences,
    };
  const left = differences.length;
  const quiet = left === 0 ? "as declared" : `as declared, but for ${counted(left, "difference")} that do not count`;
  return { layer, verdict: "in-sync", detail: quiet, problems, differences };
}

function unknown(layer: Layer, detail: string, problems: readonly string[]): LayerDrift {
  return { layer, verdict: "unknown", detail, problems, differences: [] };
}

function unknownBecause(layer: Layer, compared: LayerPreview | undefined, status: LayerStatus): LayerDrift {
  const problem: Problem | undefined = compared && "problem" in compared ? compared.problem : undefined;
  if (problem) return unknown(layer, problem.message, problem.details);
  return unknown(layer, status.verdict === "unknown" ? status.detail : "it was not compared", status.problems);
}
