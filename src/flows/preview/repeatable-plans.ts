import pLimit from "p-limit";
import { type EnvironmentPreview, isPlanned, type LayerPreview, linkedPackages } from "../../change/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { KeptPlans } from "../../history/index.ts";
import { type ProgramReader, programEntry } from "../../program/index.ts";
import type { StandingStacks } from "../selection/index.ts";

/**
 * Whether a program takes something from beside its commit, its configuration and the engine, so that equal inputs need not give
 * equal plans. True where its sources cannot be followed.
 */
export async function readsOutside(tree: CommitTree, programs: ProgramReader): Promise<boolean> {
  try {
    const { unresolved, readingOutside, packages } = await programs.filesOf(tree, await programEntry(tree));
    if (unresolved.length + readingOutside.length > 0) return true;
    const lockfile = await tree.read("package-lock.json");
    // The sources of packages that are folders of the repository are not looked at.
    return linkedPackages(lockfile && Buffer.from(lockfile).toString("utf8")).some(({ name }) => packages.has(name));
  } catch {
    return true;
  }
}

/**
 * The previews, without the claim that a plan holds as long as its inputs do where a state changed while the plan was made, and
 * where the program reads what is no input.
 */
export async function stillRepeatable(
  previews: readonly EnvironmentPreview[],
  standing: StandingStacks,
  isOpen: boolean,
): Promise<readonly EnvironmentPreview[]> {
  return await Promise.all(
    previews.map(async (preview): Promise<EnvironmentPreview> => {
      const isMade = preview.layers.some((layer) => isPlanned(layer) && layer.repeatable && !layer.shownBefore);
      if (!isMade || (!isOpen && (await standing.isAsSaved(preview.affected.name)))) return preview;
      return withoutClaims(preview);
    }),
  );
}

/** The preview, without the claim that a plan which was just made holds as long as its inputs do. */
export function withoutClaims(preview: EnvironmentPreview): EnvironmentPreview {
  return { ...preview, layers: preview.layers.map(withoutClaim) };
}

function withoutClaim(layer: LayerPreview): LayerPreview {
  if (!isPlanned(layer) || !layer.repeatable || layer.shownBefore) return layer;
  const { repeatable: _, ...shown } = layer;
  return shown;
}

const filesAtOnce = pLimit(16);

/** Keeps what would be shown again. What does not change anything is shown from the record alone. */
export async function keepPlans(
  previews: readonly EnvironmentPreview[],
  { plans }: { readonly plans: KeptPlans },
): Promise<void> {
  await filesAtOnce.map(previews, async ({ affected, layers }) => {
    for (const layer of layers.filter(isPlanned)) {
      const { kind, repeatable, warned, shownBefore, inputsDigest, plan } = layer;
      if ((kind === "planned" || warned) && repeatable && !shownBefore && inputsDigest && plan)
        await plans.keep(affected.name, inputsDigest, plan);
    }
  });
}
