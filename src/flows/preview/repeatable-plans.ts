import pLimit from "p-limit";
import {
  type EnvironmentPreview,
  isPlanned,
  keepsPlan,
  type LayerPreview,
  linkedPackages,
} from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { KeptPlans } from "../../history/index.ts";
import { textIn } from "../../lib/index.ts";
import { type ProgramReader, programEntry } from "../../program/index.ts";
import type { StandingStacks } from "../selection/index.ts";

/**
 * Whether a program, or a file with resources of these environments, takes something from beside its commit, its configuration and the engine, so that equal inputs need not give
 * equal plans. True where its sources cannot be followed.
 */
export async function readsOutside(
  tree: CommitTree,
  programs: ProgramReader,
  environments: readonly string[],
): Promise<boolean> {
  try {
    const lockfile = await textIn(tree, "package-lock.json");
    const index = new DeclarationIndex(tree);
    const resources = await Promise.all(environments.map((name) => index.resourcesOf(name)));
    for (const entry of new Set([await programEntry(tree), ...resources.flat()])) {
      const { unresolved, readingOutside, packages } = await programs.filesOf(tree, entry);
      if (unresolved.length + readingOutside.length > 0) return true;
      // The sources of packages that are folders of the repository are not looked at.
      if (linkedPackages(lockfile).some(({ name }) => packages.has(name))) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/** What the plans of a preview may depend on besides their inputs. */
interface Uncertain {
  readonly standing: StandingStacks;
  /** Whether the program reads what is no input. */
  readonly isOpen: boolean;
  /** Of each environment, those whose outputs it may use. */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The previews, without the claim that a plan holds as long as its inputs do where a state changed while the plan was made, where
 * the program reads what is no input, and where an environment that it uses was compared and makes no such claim: then equal inputs
 * need not give equal outputs there.
 */
export async function stillRepeatable(
  previews: readonly EnvironmentPreview[],
  { standing, isOpen, dependencies }: Uncertain,
): Promise<readonly EnvironmentPreview[]> {
  const kept = await Promise.all(
    previews.map(async (preview): Promise<EnvironmentPreview> => {
      const isMade = preview.layers.some((layer) => isPlanned(layer) && layer.repeatable && !layer.shownBefore);
      if (!isMade || (!isOpen && (await standing.isAsSaved(preview.affected.name)))) return preview;
      return withoutClaims(preview);
    }),
  );
  const uncertain = new Set(kept.filter(isUncertain).map(({ affected }) => affected.name));
  // A set gives what is added while it is gone through, so those that use them through others follow.
  for (const name of uncertain)
    for (const { affected } of kept) if (dependencies.get(affected.name)?.has(name)) uncertain.add(affected.name);
  return kept.map((preview) => (uncertain.has(preview.affected.name) ? withoutClaims(preview) : preview));
}

function isUncertain({ layers }: EnvironmentPreview): boolean {
  return layers.some((layer) => layer.layer === "infrastructure" && !(isPlanned(layer) && layer.repeatable));
}

/** The preview, without the claim that a plan which was just made holds as long as its inputs do. */
export function withoutClaims(preview: EnvironmentPreview): EnvironmentPreview {
  return { ...preview, layers: preview.layers.map(withoutClaim) };
}

function withoutClaim(layer: LayerPreview): LayerPreview {
  if (!isPlanned(layer) || !layer.repeatable || layer.shownBefore) return layer;
  // Plans that are held as text are read when the copy is asked for them.
  const { repeatable: _, ...members } = Object.getOwnPropertyDescriptors(layer);
  return Object.defineProperties({}, members) as LayerPreview;
}

const filesAtOnce = pLimit(16);

/** Keeps what would be shown again. What does not change anything is shown from the record alone. */
export async function keepPlans(
  previews: readonly EnvironmentPreview[],
  { plans }: { readonly plans: KeptPlans },
): Promise<void> {
  await filesAtOnce.map(previews, async ({ affected, layers }) => {
    for (const layer of layers.filter(isPlanned)) {
      const { shownBefore, inputsDigest, plan } = layer;
      if (keepsPlan(layer) && !shownBefore && inputsDigest && plan) await plans.keep(affected.name, inputsDigest, plan);
    }
  });
}
