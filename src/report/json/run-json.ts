import {
  type ChangeCounts,
  type ChangeRun,
  type EnvironmentRun,
  type Layer,
  type Problem,
  type Refusal,
  runSucceeded,
  type StateLookedAt,
  unhandledLayers,
} from "../../change/index.ts";
import { type OperationJson, operationJson } from "../operation/index.ts";
import { type EnvironmentPreviewJson, environmentPreviewJson } from "./preview-json.ts";

/** What `groundwork up|refresh|destroy --json` prints. Members are added, never changed. */
export interface RunJson {
  readonly kind: ChangeRun["verb"];
  readonly version: 1;
  readonly commit: string;
  readonly local: boolean;
  /** Where the stacks are kept that were looked at, and how many hold resources: 0 where nothing was ever brought up. */
  readonly states: readonly StateLookedAt[];
  /** True when everything that was started came to a good end, and nothing was refused or left out. */
  readonly succeeded: boolean;
  /** Why nothing was started. */
  readonly refusal?: Refusal;
  /** What was planned right before; empty for `refresh` and `destroy`. */
  readonly previews: readonly EnvironmentPreviewJson[];
  readonly environments: readonly EnvironmentRunJson[];
  readonly uncommitted: readonly string[];
  readonly milliseconds: number;
}

export interface EnvironmentRunJson {
  readonly name: string;
  readonly kind: EnvironmentRun["kind"];
  /** Layers that are not handled yet, so that nothing was done about them. Empty when there is none. */
  readonly unhandled: readonly Layer[];
  /** The following are there for `ran` only. */
  readonly outcome?: OperationJson;
  readonly counts?: ChangeCounts;
  readonly convergence?: ConvergenceJson;
  readonly milliseconds?: number;
  /** There for `failed` and `not-started` only. */
  readonly problem?: Problem;
}

export interface ConvergenceJson {
  readonly kind: "converged" | "not-converged" | "not-awaited";
  readonly commit?: string;
  readonly because?: string;
  readonly problem?: Problem;
  readonly milliseconds?: number;
}

export function runJson(run: ChangeRun): RunJson {
  const { verb, commit, local, states, refusal, previews, environments, uncommitted, milliseconds } = run;
  return {
    kind: verb,
    version: 1,
    commit,
    local,
    states,
    succeeded: runSucceeded(run),
    ...(refusal && { refusal }),
    previews: previews.map(environmentPreviewJson),
    environments: environments.map(environmentRunJson),
    uncommitted: uncommitted.paths,
    milliseconds,
  };
}

function environmentRunJson(run: EnvironmentRun): EnvironmentRunJson {
  const common = { name: run.affected.name, kind: run.kind, unhandled: unhandledLayers(run.affected) };
  switch (run.kind) {
    case "ran": {
      const { outcome, counts, convergence, milliseconds } = run;
      return { ...common, ...(outcome && { outcome: operationJson(outcome) }), counts, convergence, milliseconds };
    }
    case "failed":
      return { ...common, problem: run.problem };
    case "not-started":
      return { ...common, problem: { code: "not-started", kind: "refused", message: run.because, details: [] } };
    default:
      return common;
  }
}
