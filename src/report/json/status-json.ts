import {
  type FleetStatus,
  type LayerChange,
  type LayerStatus,
  type Problem,
  type StateLookedAt,
  type UndeclaredStack,
  type Verdict,
  verdictOf,
  worstVerdict,
} from "../../change/index.ts";
import { type KubediffJson, kubediffJson } from "./kubediff-json.ts";

/** What `groundwork status --json` prints. Within a version members are added, never changed. */
export interface StatusJson {
  readonly kind: "status";
  readonly version: 1;
  readonly commit: string;
  readonly at: string;
  readonly local: boolean;
  /** Where the stacks are kept that were looked at, and how many hold resources: 0 where no environment stands. */
  readonly states: readonly StateLookedAt[];
  /** The loudest of all: `unknown` before `diverged` before `applied` before `in-sync`. */
  readonly verdict: Verdict;
  readonly environments: readonly {
    readonly name: string;
    readonly verdict: Verdict;
    /** What is wrong with its declaration. */
    readonly problem?: Problem;
    readonly layers: readonly LayerStatusJson[];
  }[];
  /** Stacks with resources that the commit does not declare; absent where there are none, and where environments were named. */
  readonly undeclared?: readonly UndeclaredStack[];
}

/** What `groundwork status --watch --json` prints: one line for each layer at first, and one for each that changes. */
export interface LayerChangeJson {
  readonly kind: "layer-change";
  readonly version: 1;
  readonly at: string;
  readonly environment: { readonly name: string };
  /** Absent at the first look. */
  readonly before?: LayerStatusJson;
  readonly layer: LayerStatusJson;
}

/** With `--refresh` a cluster has the documents of `groundwork kubediff --json`, one for each cluster. */
export type LayerStatusJson = Omit<LayerStatus, "kubediffs"> & { readonly kubediffs?: readonly KubediffJson[] };

function layerStatusJson({ kubediffs, ...layer }: LayerStatus): LayerStatusJson {
  return { ...layer, ...(kubediffs && { kubediffs: kubediffs.map(kubediffJson) }) };
}

export function layerChangeJson({ environment, at, before, layer }: LayerChange): LayerChangeJson {
  return {
    kind: "layer-change",
    version: 1,
    environment: { name: environment },
    at,
    ...(before && { before: layerStatusJson(before) }),
    layer: layerStatusJson(layer),
  };
}

export function statusJson(status: FleetStatus): StatusJson {
  const { commit, at, local, states, environments } = status;
  return {
    kind: "status",
    version: 1,
    commit,
    at,
    local,
    states,
    verdict: worstVerdict(environments.map(verdictOf)),
    environments: environments.map((each) => ({
      name: each.environment,
      verdict: verdictOf(each),
      ...(each.problem && { problem: each.problem }),
      layers: each.layers.map(layerStatusJson),
    })),
    ...(status.undeclared && { undeclared: status.undeclared }),
  };
}
