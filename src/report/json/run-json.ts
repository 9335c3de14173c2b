import {
  type Binding,
  type ChangeCounts,
  type ChangeRun,
  type CutOffRun,
  type EnvironmentHealth,
  type EnvironmentRun,
  type Hold,
  type Layer,
  type LayerRun,
  type MachineRun,
  type NotReached,
  type Posting,
  type Problem,
  type Refusal,
  type RunKind,
  runKind,
  runSucceeded,
  type ShownStep,
  type StateLookedAt,
  waitingUntil,
} from "../../change/index.ts";
import { type OperationJson, operationJson } from "../operation/index.ts";
import { type EnvironmentPreviewJson, environmentPreviewJson } from "./preview-json.ts";

/** What `groundwork up|refresh|destroy --json` prints. Within a version members are added, never changed. */
export interface RunJson {
  readonly kind: ChangeRun["verb"];
  readonly version: 2;
  readonly commit: string;
  readonly local: boolean;
  /** Where the stacks are kept that were looked at, and how many hold resources: 0 where no environment stands. */
  readonly states: readonly StateLookedAt[];
  /** True when everything that was started came to a good end, and nothing was refused, held or left out. */
  readonly succeeded: boolean;
  /** There when all that was due is done, and more is due from this time on. */
  readonly waitingUntil?: string;
  /** Of environments in stages, as far as they were looked at. */
  readonly health?: readonly EnvironmentHealth[];
  /** Why nothing was started. */
  readonly refusal?: Refusal;
  /** What was planned right before; empty for `refresh` and `destroy`. */
  readonly previews: readonly EnvironmentPreviewJson[];
  readonly environments: readonly EnvironmentRunJson[];
  /** Others that differ, and that commits of this branch do not reach. */
  readonly notReached?: readonly NotReached[];
  readonly uncommitted: readonly string[];
  /** Why the next run does not know of it; absent where it is on record. */
  readonly unrecorded?: Problem;
  /** Why its leases did not hold until its end. */
  readonly leaseLost?: Problem;
  /** Runs before it that were cut off, with the operations whose end they did not see. */
  readonly cutOff?: readonly CutOffRun[];
  readonly milliseconds: number;
  /** With `--forge`: what the run was held to, and where its result was shown. */
  readonly binding?: Binding;
  readonly posting?: Posting;
}

export interface EnvironmentRunJson {
  readonly name: string;
  /** The loudest of its layers. */
  readonly kind: RunKind;
  /** In the order they are built. Empty for a folder that left Git. */
  readonly layers: readonly LayerRunJson[];
  /** Why it was left alone, where environments of the promotion file come before it. */
  readonly held?: Hold;
  readonly milliseconds: number;
}

export interface LayerRunJson {
  readonly layer: Layer;
  readonly kind: LayerRun["kind"];
  /** When it ended, in ISO 8601. */
  readonly at: string;
  /** The following are there for a layer that was started. */
  readonly steps?: readonly ShownStep[];
  readonly counts?: ChangeCounts;
  /** Of the plan that it was bound to. */
  readonly planDigest?: string;
  /** How each machine came out of it, of the machines. */
  readonly machines?: readonly MachineRun[];
  /** How the engine's operation ended, in the shape of Pulumi's preview digest. */
  readonly outcome?: OperationJson;
  /** The commit that the layer stands at now, where that was seen. */
  readonly revision?: string;
  readonly milliseconds?: number;
  /** There for all that did not come to a good end. */
  readonly problem?: Problem;
  /** Of `not-handled`: why it was left out. */
  readonly because?: string;
}

export function runJson(run: ChangeRun, { binding, posting }: Pick<RunJson, "binding" | "posting"> = {}): RunJson {
  const { verb, commit, local, states, refusal, previews, environments, uncommitted, milliseconds } = run;
  const until = waitingUntil(run);
  return {
    kind: verb,
    version: 2,
    commit,
    local,
    states,
    succeeded: runSucceeded(run),
    ...(until !== undefined && { waitingUntil: until }),
    ...(run.health && { health: run.health }),
    ...(refusal && { refusal }),
    previews: previews.map(environmentPreviewJson),
    environments: environments.map(environmentRunJson),
    ...(run.affected.notReached && { notReached: run.affected.notReached }),
    uncommitted: uncommitted.paths,
    ...(run.unrecorded && { unrecorded: run.unrecorded }),
    ...(run.leaseLost && { leaseLost: run.leaseLost }),
    ...(run.cutOff && { cutOff: run.cutOff }),
    milliseconds,
    ...(binding && { binding }),
    ...(posting && { posting }),
  };
}

export function environmentRunJson(run: EnvironmentRun): EnvironmentRunJson {
  const { affected, layers, held, milliseconds } = run;
  const name = affected.name;
  return { name, kind: runKind(run), layers: layers.map(layerRunJson), ...(held && { held }), milliseconds };
}

function layerRunJson(run: LayerRun): LayerRunJson {
  const { layer, kind, at } = run;
  const problem = problemOfLayer(run);
  const because = kind === "not-handled" ? run.because : undefined;
  if (!("counts" in run))
    return { layer, kind, at, ...(problem && { problem }), ...(because !== undefined && { because }) };
  const { steps, counts, planDigest, machines, outcome, revision, milliseconds } = run;
  return {
    layer,
    kind,
    at,
    steps,
    counts,
    ...(planDigest && { planDigest }),
    ...(machines && { machines }),
    ...(outcome && { outcome: operationJson(outcome) }),
    ...(revision !== undefined && { revision }),
    milliseconds,
    ...(problem && { problem }),
  };
}

function problemOfLayer(run: LayerRun): Problem | undefined {
  if (run.kind === "not-started") return { code: "not-started", kind: "refused", message: run.because, details: [] };
  return "problem" in run ? run.problem : undefined;
}
