import type { CorrectedDifference } from "../change/index.ts";
import {
  counts,
  type Difference,
  type EnvironmentDrift,
  type FleetDrift,
  fingerprintOf,
  type LayerDrift,
  withoutConsequences,
} from "../drift/index.ts";
import type { Appearance, Matter, MatterState } from "../history/index.ts";
import { appearanceOf } from "./appearance.ts";

/** Something about an environment that no comparison finds. */
export interface Condition {
  readonly environment: string;
  /** `failed`: its last run did. `waiting`: a run of it waits for an approval. */
  readonly kind: "failed" | "waiting";
  /** Which commit. */
  readonly commit: string;
  /** In a few words. */
  readonly detail: string;
  /** Of what two are fighting over, so that its correction is paused. Absent where a run failed or waits. */
  readonly fight?: CorrectedDifference;
}

/** A matter that was found. */
export interface SeenMatter {
  readonly matter: Matter;
  /** Of a difference. */
  readonly appearance?: Appearance;
}

/** How an environment was found. */
export interface Sight {
  /** By key. */
  readonly seen: ReadonlyMap<string, SeenMatter>;
  /** Keys of differences that are there and are told with what they follow from. */
  readonly follow: ReadonlySet<string>;
  /** By key, differences that are there and that an exception accepts, so that none of them counts. */
  readonly accepted: ReadonlyMap<string, NonNullable<MatterState["accepted"]>>;
  /** Whether the absence of a matter from {@link seen} says that it is gone. */
  readonly tells: (matter: Matter) => boolean;
  /** All of its layers were looked at, and nothing is wrong or changing. */
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

/** What a comparison does not say itself. */
export interface ScanContext {
  readonly conditions: readonly Condition[];
  /** Every environment that there is, also where only some were compared: what was remembered of others is gone. */
  readonly declared: readonly string[];
  /** Whether all layers of each environment were compared, so that one that is missing is declared no more. */
  readonly allLayers: boolean;
  /** Whether it was looked at which environments wait for an approval, so that one that is not among the conditions does not any more. */
  readonly isWaitingKnown: boolean;
}

/**
 * What people may be told after a comparison: accepted differences and noise are not among it, and nothing of a layer that is changing.
 */
export function scanOf(drift: FleetDrift, context: ScanContext): Scan {
  const { conditions, declared } = context;
  const environments = drift.environments.map((each) => {
    const own = conditions.filter(({ environment }) => environment === each.environment);
    return [each.environment, sightOf(each, own, context)] as const;
  });
  return { commit: drift.commit, environments: new Map(environments), declared };
}

function sightOf(
  { problem, layers }: EnvironmentDrift,
  conditions: readonly Condition[],
  { allLayers, isWaitingKnown }: ScanContext,
): Sight {
  const looked = layers.filter(({ changing }) => !changing);
  const matters: readonly SeenMatter[] = [
    ...(problem
      ? [{ matter: { key: "unknown:declaration", kind: "unknown", detail: "its declaration is wrong" } } as const]
      : []),
    ...looked.flatMap(mattersOf),
    ...conditions.map((each) => ({ matter: conditionMatter(each) })),
  ];
  const found = new Map(layers.map((each) => [each.layer, each]));
  const seen = new Map(matters.map((each) => [each.matter.key, each]));
  return {
    seen,
    follow: new Set(looked.flatMap(followersIn)),
    accepted: new Map(looked.flatMap(acceptedIn)),
    tells({ key, kind, layer }) {
      if (kind === "waiting") return isWaitingKnown;
      if (kind === "failed" || key === "unknown:declaration") return true;
      if (kind === "trouble") return allLayers && !problem && !layers.some(({ changing }) => changing);
      const of = layer && found.get(layer);
      if (!of) return allLayers && !problem;
      if (of.changing) return false;
      return kind === "unknown" || of.verdict !== "unknown";
    },
    isWell: allLayers && seen.size === 0 && layers.every(({ verdict }) => verdict === "in-sync"),
  };
}

/** Why a layer is unknown is left out: it may be the words of a provider, which may hold values. */
function mattersOf({ layer, verdict, differences }: LayerDrift): readonly SeenMatter[] {
  const found = [...bySubject(withoutConsequences(differences.filter(counts)))].map(
    ([subject, all]): SeenMatter => ({
      matter: { key: keyOf({ layer, subject }), kind: "drift", layer, subject },
      appearance: appearanceOf(all),
    }),
  );
  return verdict === "unknown" ? [...found, { matter: { key: `unknown:${layer}`, kind: "unknown", layer } }] : found;
}

function followersIn({ layer, differences }: LayerDrift): readonly string[] {
  const counting = differences.filter(counts);
  const told = new Set(withoutConsequences(counting).map(({ subject }) => subject));
  return counting.flatMap(({ subject }) => (told.has(subject) ? [] : [keyOf({ layer, subject })]));
}

/** Where several exceptions accept a difference, the first of them to end. */
function acceptedIn({ layer, differences }: LayerDrift): readonly [string, NonNullable<MatterState["accepted"]>][] {
  return [...bySubject(differences)].flatMap(([subject, all]) => {
    const [first] = all
      .flatMap(({ accepted }) => accepted ?? [])
      .toSorted((one, other) => (one.until < other.until ? -1 : 1));
    if (!first || all.some(counts)) return [];
    return [[keyOf({ layer, subject }), { owner: first.owner, until: first.until }]];
  });
}

function bySubject<Each extends Difference>(differences: readonly Each[]): ReadonlyMap<string, readonly Each[]> {
  const groups = new Map<string, Each[]>();
  for (const each of differences) groups.set(each.subject, [...(groups.get(each.subject) ?? []), each]);
  return groups;
}

function keyOf(difference: Pick<Difference, "layer" | "subject">): string {
  return `drift:${fingerprintOf(difference)}`;
}

function conditionMatter({ kind, commit, detail, fight }: Condition): Matter {
  if (fight) {
    const { layer, subject, fingerprint } = fight;
    return { key: `fighting:${fingerprint}`, kind, layer, subject, detail };
  }
  return { key: `${kind}:${commit}`, kind, detail };
}
