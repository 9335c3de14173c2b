import type { AffectedEnvironment, AffectedSet, MergeTarget } from "./affected.ts";
import type { PlanDigest } from "./digest.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./problem.ts";
import type { ShownStep } from "./shown-step.ts";
import type { StateLookedAt } from "./state-looked-at.ts";
import type { ChangeCounts } from "./summary.ts";

/** What a change would do to one environment, or why that cannot be said. */
export type EnvironmentPreview =
  /** The engine has planned it. */
  | {
      readonly kind: "planned";
      readonly affected: AffectedEnvironment;
      readonly plan: Plan;
      readonly steps: readonly ShownStep[];
      readonly manifests: ManifestFiles;
      /** Over steps and manifests. */
      readonly digest: PlanDigest;
      readonly counts: ChangeCounts;
    }
  /** Only manifests differ: the engine has nothing to do, the sync agent has. */
  | {
      readonly kind: "manifests-only";
      readonly affected: AffectedEnvironment;
      readonly manifests: ManifestFiles;
      readonly digest: PlanDigest;
    }
  /** Only layers differ that are not handled yet. Unknown: never to be read as "no changes". */
  | { readonly kind: "not-handled"; readonly affected: AffectedEnvironment }
  /** The folder left Git. Nothing is destroyed until somebody asks for it. */
  | { readonly kind: "removed"; readonly affected: AffectedEnvironment }
  /** Unknown: never to be read as "no changes". */
  | { readonly kind: "failed"; readonly affected: AffectedEnvironment; readonly problem: Problem };

/** Why previews failed, in their order. */
export function previewProblems(previews: readonly EnvironmentPreview[]): readonly Problem[] {
  return previews.flatMap((preview) => (preview.kind === "failed" ? [preview.problem] : []));
}

/** Files on disk that are not in the commit that was looked at. */
export interface Uncommitted {
  readonly paths: readonly string[];
}

/** What a change would do, over all environments that it touches. */
export interface ChangePreview {
  /** The change that was previewed. Where `target.merged`, the files are those of its merge. */
  readonly commit: string;
  /** Absent where there is no branch to merge into. */
  readonly target?: MergeTarget;
  readonly affected: AffectedSet;
  /** In the order of {@link AffectedSet.environments}. */
  readonly environments: readonly EnvironmentPreview[];
  /** Over all planned environments; absent when one of them failed. */
  readonly digest?: PlanDigest;
  /** Where the stacks are kept that it was compared with. */
  readonly states: readonly StateLookedAt[];
  readonly uncommitted: Uncommitted;
  /** True when it was rehearsed on the local cloud. */
  readonly local: boolean;
  readonly milliseconds: number;
}
