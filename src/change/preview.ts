import type { AffectedEnvironment, AffectedSet, MergeTarget } from "./affected.ts";
import type { ReadManifests } from "./built-manifests.ts";
import type { ChangedLines } from "./changed-lines.ts";
import { combinedDigest, type PlanDigest } from "./digest.ts";
import type { InputsDigest } from "./inputs-digest.ts";
import type { ClustersAgainstGit } from "./kubediff.ts";
import { type Layer, layersInOrder } from "./layer.ts";
import type { MachinesAgainstGit } from "./machines.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import type { Plan } from "./plan.ts";
import type { PlaybookCheck } from "./playbook-check.ts";
import type { Problem } from "./problem.ts";
import type { ForeseenPromotion } from "./promotion.ts";
import type { Removal } from "./removal.ts";
import type { ShownStep } from "./shown-step.ts";
import type { StateLookedAt } from "./state-looked-at.ts";
import type { ChangeCounts } from "./summary.ts";

/** What bringing a layer up would do. */
export interface LayerPlan {
  /** One for each thing that would change; values only as hashes. */
  readonly steps: readonly ShownStep[];
  readonly counts: ChangeCounts;
  /** Of what binds: the manifests where there are any, the steps where not. */
  readonly planDigest: PlanDigest;
  /** Of what it was made of. Absent where that is not known, or the cloud was asked: then it is not used again. */
  readonly inputsDigest?: InputsDigest;
  /**
   * Files that a sync agent builds, of a layer that one keeps. They bind, and the steps do not: which steps there are depends
   * on what the agent has applied by then.
   */
  readonly manifests?: ManifestFiles;
  /**
   * Files that machines are configured by, and under `machine <key>` a hash of each machine's declaration, of a layer that playbooks carry
   * out. They bind, and the steps do not: which steps there are depends on what was run by then.
   */
  readonly playbookFiles?: ManifestFiles;
  /** How machines stand to these playbooks, where they were asked. Not on record. */
  readonly machines?: MachinesAgainstGit;
  /** Whether these playbooks can be read; absent where that was not looked at. */
  readonly playbooks?: PlaybookCheck;
  /** Nothing decided about it but the inputs that {@link inputsDigest} names, so it holds as long as these do. */
  readonly repeatable?: true;
  /** The engine warned of something, so it is not shown without {@link plan}. */
  readonly warned?: true;
  /** Where it was shown before, of a plan that was taken over from there: equal inputs, equal plans. */
  readonly shownBefore?: ShownBefore;
  /** Environments whose outputs it may use and that the same change touches, where there are any. */
  readonly restsOn?: readonly RestsOn[];
  /** The saved state that it was planned on, where its engine tells: on another one it is not applied. In memory only. */
  readonly plannedOn?: string;
  /** What stands in the clusters against the commit, of a layer that a sync agent keeps. Absent where no cluster was to be asked. Not on record. */
  readonly clusters?: ClustersAgainstGit;
  /** The engine's plan in full, of a layer that an engine carries out. Absent of an unchanged layer that was shown before without a warning. */
  readonly plan?: Plan;
}

/** The preview on record that a plan was taken over from. */
export interface ShownBefore {
  /** Of the record. */
  readonly id: string;
  readonly at: string;
  readonly by?: string;
}

/** A change that is not applied, and that a plan may turn out otherwise with. */
export interface RestsOn {
  readonly environment: string;
  /** `previewed`: as they will be, as far as that is known. `standing`: as they are now, because the engine knows no others. */
  readonly outputs: "previewed" | "standing";
}

/** What a change would do to one layer of an environment, or why that is not known. */
export type LayerPreview = {
  readonly layer: Layer;
  /** When it was compared, in ISO 8601. */
  readonly at: string;
} & (
  | ({ readonly kind: "planned" } & LayerPlan)
  /** It was compared, and nothing would change. */
  | ({ readonly kind: "unchanged" } & LayerPlan)
  /** No comparison came to its end: it was interrupted, or needs what another layer failed at. Never "no changes". */
  | { readonly kind: "unknown"; readonly problem: Problem }
  /** It is left out, since nothing here can carry it out. Never "no changes". */
  | {
      readonly kind: "not-handled";
      /** Why, as a part of a sentence. */
      readonly because?: string;
      /** Whether its playbooks can be read; absent where that was not looked at. */
      readonly playbooks?: PlaybookCheck;
    }
  /** Its comparison failed. Never "no changes". */
  | {
      readonly kind: "failed";
      readonly problem: Problem;
      /** What was compared besides, of a comparison with the cloud. In memory only. */
      readonly partial?: Plan;
      /** Of playbooks that cannot be read. */
      readonly playbooks?: PlaybookCheck;
    }
);

/** A layer whose plan was made: also one with nothing in it. */
export type PlannedLayer = LayerPreview & { readonly kind: "planned" | "unchanged" };

/** What a change would do to one environment. */
export interface EnvironmentPreview {
  readonly affected: AffectedEnvironment;
  /** Those that the change touches, in the order they are built. Empty for a folder that left Git: nothing is destroyed. */
  readonly layers: readonly LayerPreview[];
  /** Of a folder that left Git: what destroying it would take away. Absent where the state was not looked at. */
  readonly removal?: Removal;
}

/**
 * Layers that a preview shows. What a commit says of the cluster is handed to its agent with the infrastructure, so it is shown
 * with it; a layer that is not handled takes none of the others along.
 */
export function layersToCompare({ folder, layers }: AffectedEnvironment): readonly Layer[] {
  if (folder === "removed") return [];
  return layersInOrder.filter(
    (layer) => layers.includes(layer) || (layer === "cluster" && layers.includes("infrastructure")),
  );
}

/** What can be said of an environment in one word: the loudest kind of its layers. */
export type PreviewKind = LayerPreview["kind"] | "removed";

const loudestFirst: readonly LayerPreview["kind"][] = ["failed", "unknown", "not-handled", "planned", "unchanged"];

export function previewKind({ affected, layers }: EnvironmentPreview): PreviewKind {
  if (affected.folder === "removed") return "removed";
  return loudestFirst.find((kind) => layers.some((layer) => layer.kind === kind)) ?? "unchanged";
}

/** What can be said of all environments in one word: the loudest kind of one of them. */
export function loudestPreviewKind(previews: readonly EnvironmentPreview[]): PreviewKind {
  const kinds = new Set(previews.map(previewKind));
  return loudestFirst.find((kind) => kinds.has(kind)) ?? (kinds.has("removed") ? "removed" : "unchanged");
}

export function isPlanned(layer: LayerPreview): layer is PlannedLayer {
  return layer.kind === "planned" || layer.kind === "unchanged";
}

/** The layer's plan, where it was made. */
export function plannedLayer({ layers }: Pick<EnvironmentPreview, "layers">, layer: Layer): PlannedLayer | undefined {
  return layers.filter(isPlanned).find((each) => each.layer === layer);
}

/** Why layers could not be compared: each reason once, although several layers of an environment may have the same. */
export function previewProblems(previews: readonly EnvironmentPreview[]): readonly Problem[] {
  return previews.flatMap(problemsIn);
}

export function problemsIn({ layers }: Pick<EnvironmentPreview, "layers">): readonly Problem[] {
  const problems = layers.flatMap((layer) => ("problem" in layer ? [layer.problem] : []));
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}

/** Over the plans of all layers; `undefined` when one could not be made, since then what would happen is not known. */
export function digestOfPreview(preview: EnvironmentPreview): PlanDigest | undefined {
  if (problemsIn(preview).length > 0) return undefined;
  return combinedDigest(
    preview.layers.filter(isPlanned).map(({ layer, planDigest }) => ({ name: layer, digest: planDigest })),
  );
}

/**
 * Over all environments with a plan. `undefined` when the plan of one could not be made, and where there are layers and none
 * that Groundwork plans: a digest over nothing would say that nothing happens.
 */
export function digestOfPreviews(previews: readonly EnvironmentPreview[]): PlanDigest | undefined {
  if (previewProblems(previews).length > 0) return undefined;
  const plans = previews.flatMap((preview) => {
    const digest = preview.layers.some(isPlanned) ? digestOfPreview(preview) : undefined;
    return digest === undefined ? [] : [{ name: preview.affected.name, digest }];
  });
  const isUnplanned = plans.length === 0 && previews.some(({ layers }) => layers.length > 0);
  return isUnplanned ? undefined : combinedDigest(plans);
}

/** Files on disk that are not in the commit that was looked at. */
export interface Uncommitted {
  readonly paths: readonly string[];
}

/** What a change would do, over all environments that it touches. */
export interface ChangePreview extends ReadManifests {
  /** The change that was previewed. Where `target.merged`, the files are those of its merge. */
  readonly commit: string;
  /** Absent where there is no branch to merge into. */
  readonly target?: MergeTarget;
  readonly affected: AffectedSet;
  /** In the order of {@link AffectedSet.environments}. */
  readonly environments: readonly EnvironmentPreview[];
  /** Lines of declarations that the change touches; absent where they were not read. */
  readonly changedLines?: readonly ChangedLines[];
  /** {@link digestOfPreviews} of the environments. */
  readonly planDigest?: PlanDigest;
  /** Absent where no promotion file says in which order the change reaches environments. */
  readonly promotion?: ForeseenPromotion;
  /** Where the stacks are kept that it was compared with. */
  readonly states: readonly StateLookedAt[];
  readonly uncommitted: Uncommitted;
  /** Why it is not on record, so that no merge can be held to it. Absent where it is. */
  readonly unrecorded?: Problem;
  /** True when it was rehearsed on the local cloud. */
  readonly local: boolean;
  /** The change comes from outside: no cloud was asked, no secret was known, and no `up` is held to it. Absent otherwise. */
  readonly rehearsed?: "outside";
  readonly milliseconds: number;
}
