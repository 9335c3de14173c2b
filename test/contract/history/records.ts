import { digestOf, type Layer, noChanges } from "../../../src/change/index.ts";
import {
  type EnvironmentRecord,
  historyVersion,
  type LayerRecord,
  type Matter,
  type MatterState,
  type NoticesRecord,
  type PreviewRecord,
  type RunRecord,
} from "../../../src/history/index.ts";

interface Shown {
  readonly head: string;
  readonly tree: string;
  readonly environments?: readonly string[];
}

/** The preview of one commit on a day of January. */
export function previewOn(day: number, { head, tree, environments = ["dev"] }: Shown): PreviewRecord {
  const at = timeOn(day);
  return {
    version: historyVersion,
    kind: "preview",
    id: `${at}-preview-${head}`,
    at,
    tree,
    range: { base: "b", head },
    plans: environments.map((environment) => ({
      environment,
      layers: [
        { layer: "infrastructure", kind: "unchanged", at, planDigest: digestOf([]), steps: [], counts: noChanges },
      ],
    })),
  };
}

type Results = Readonly<Record<string, EnvironmentRecord["result"]>>;

/** A run over environments on a day of January. */
export function runOn(
  day: number,
  kind: RunRecord["kind"],
  results: Results,
  layers: readonly LayerRecord[] = [],
): RunRecord {
  const at = timeOn(day);
  return {
    version: historyVersion,
    kind,
    id: `${at}-${kind}-c${day}`,
    at,
    commit: `c${day}`,
    by: "Ada",
    environments: Object.entries(results).map(([environment, result]) => ({
      environment,
      result,
      layers,
      milliseconds: 1,
    })),
  };
}

/** The layer of a run that made these virtual machines in `dev`, or carried playbooks out. */
export function layerOn(
  day: number,
  layer: Layer,
  kind: LayerRecord["kind"],
  made: readonly string[] = [],
): LayerRecord {
  const steps = made.map(
    (name) => ({ urn: `urn:pulumi:dev::p::gcp:compute/instance:Instance::${name}`, op: "create", paths: {} }) as const,
  );
  return { layer, kind, at: timeOn(day), steps, counts: noChanges };
}

/** What was first seen or told on a day of January. */
export function noticesOn(day: number, states: Readonly<Record<string, readonly MatterState[]>>): NoticesRecord {
  const at = timeOn(day);
  const keys = new Set(Object.values(states).flatMap((of) => of.map(({ key }) => key)));
  return {
    version: historyVersion,
    kind: "notices",
    id: `${at}-notices-c${day}`,
    at,
    commit: `c${day}`,
    by: "Ada",
    matters: [...keys].map(matterOf),
    environments: Object.entries(states).map(([environment, of]) => ({ environment, states: of })),
    heartbeats: [],
  };
}

export function matterOf(key: string): Matter {
  return { key, kind: "drift", layer: "infrastructure", subject: "gcp:compute:Network main" };
}

export function stateOn(day: number, key: string): MatterState {
  return { key, since: timeOn(day), told: [] };
}

export const timeOn = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
