import { digestOf, noChanges } from "../../../src/change/index.ts";
import {
  type EnvironmentRecord,
  historyVersion,
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
export function runOn(day: number, kind: RunRecord["kind"], results: Results): RunRecord {
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
      layers: [],
      milliseconds: 1,
    })),
  };
}

export const timeOn = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
