import { counts, type EnvironmentDrift, type FleetDrift, fingerprintOf, type LayerDrift } from "../drift/index.ts";
import type { Matter } from "../history/index.ts";

/** Something about an environment that no comparison finds. */
export interface Condition {
  readonly environment: string;
  /** `failed`: its last run did. `waiting`: a run of it waits for an approval. */
  readonly kind: "failed" | "waiting";
  /** Which commit. */
  readonly commit: string;
  /** In a few words. */
  readonly detail: string;
}

/** How an environment was found. */
export interface Sight {
  /** By key. */
  readonly seen: ReadonlyMap<string, Matter>;
  /** Whether the absence of a matter from {@link seen} says that it is gone. */
  readonly tells: (matter: Matter) => boolean;
  /** Everything was looked at, and nothing is wrong or changing. */
  readonly isWell: boolean;
}

/** What a comparison found, as far as people are told of it. */
export interface Scan {
  readonly commit: string;
  /** By environment; one that was not looked at is missing. */
  readonly environments: ReadonlyMap<string, Sight>;
  /** Every environment that there is now. */
  readonly declared: readonly string[];
}

/**
 * What people may be told after a comparison: accepted differences and noise are not among it, and nothing of a layer that is changing.
 *
 * @param declared every environment that there is, also where only some were compared: what was remembered of others is gone
 */
export function scanOf(drift: FleetDrift, conditions: readonly Condition[], declared: readonly string[]): Scan {
  const environments = drift.environments.map((each) => {
    const own = conditions.filter(({ environment }) => environment === each.environment);
    return [each.environment, sightOf(each, own)] as const;
  });
  return { commit: drift.commit, environments: new Map(environments), declared };
}

function sightOf({ problem, layers }: EnvironmentDrift, conditions: readonly Condition[]): Sight {
  const matters = [
    ...(problem ? [{ key: "unknown:declaration", kind: "unknown", detail: "its declaration is wrong" } as const] : []),
    ...layers.flatMap((each) => (each.changing ? [] : mattersOf(each))),
    ...conditions.map(conditionMatter),
  ];
  const found = new Map(layers.map((each) => [each.layer, each]));
  const seen = new Map(matters.map((matter) => [matter.key, matter]));
  return {
    seen,
    tells({ key, kind, layer }) {
      if (kind === "failed" || kind === "waiting" || key === "unknown:declaration") return true;
      if (kind === "trouble") return !problem && layers.length > 0 && !layers.some(({ changing }) => changing);
      const of = layer && found.get(layer);
      if (!of || of.changing) return false;
      return kind === "unknown" || of.verdict !== "unknown";
    },
    isWell: seen.size === 0 && layers.every(({ verdict }) => verdict === "in-sync"),
  };
}

function mattersOf({ layer, verdict, detail, differences }: LayerDrift): readonly Matter[] {
  const found = differences.filter(counts).map((difference): Matter => {
    const { subject, change, paths, cause } = difference;
    return {
      key: `drift:${fingerprintOf(difference)}`,
      kind: "drift",
      layer,
      subject,
      change,
      paths,
      cause: cause.kind,
    };
  });
  return verdict === "unknown" ? [...found, { key: `unknown:${layer}`, kind: "unknown", layer, detail }] : found;
}

function conditionMatter({ kind, commit, detail }: Condition): Matter {
  return { key: `${kind}:${commit}`, kind, detail };
}
