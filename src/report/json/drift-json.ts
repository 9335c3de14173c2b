import type { Problem, StateLookedAt } from "../../change/index.ts";
import {
  type DriftVerdict,
  driftVerdict,
  type Finding,
  type FleetDrift,
  findingsOf,
  type LayerDrift,
  verdictOfEnvironment,
} from "../../drift/index.ts";

/** What `groundwork drift --json` prints. Within a version members are added, never changed. It holds no value of any property. */
export interface DriftJson {
  readonly kind: "drift";
  readonly version: 1;
  readonly commit: string;
  readonly at: string;
  readonly local: boolean;
  /** Where the stacks are kept that were looked at, and how many hold resources. */
  readonly states: readonly StateLookedAt[];
  /** The loudest of all: `unknown` before `diverged` before `in-sync`. */
  readonly verdict: DriftVerdict;
  readonly environments: readonly {
    readonly name: string;
    readonly verdict: DriftVerdict;
    /** What is wrong with its declaration. */
    readonly problem?: Problem;
    readonly layers: readonly LayerDrift[];
  }[];
  /** The same difference of several environments once. Also those that do not count: accepted ones, and noise. */
  readonly findings: readonly Finding[];
}

export function driftJson(drift: FleetDrift): DriftJson {
  const { commit, at, local, states, environments } = drift;
  return {
    kind: "drift",
    version: 1,
    commit,
    at,
    local,
    states,
    verdict: driftVerdict(drift),
    environments: environments.map((each) => ({
      name: each.environment,
      verdict: verdictOfEnvironment(each),
      ...(each.problem && { problem: each.problem }),
      layers: each.layers,
    })),
    findings: findingsOf(drift),
  };
}
