import type { CommitRange, ForeseenPromotion, ForeseenStage } from "../../change/index.ts";
import type { Repository } from "../../git/index.ts";
import { type Promotion, type Stage, stageOf } from "../../promotion/index.ts";
import { governingPromotion, requireValidPromotion } from "./governing-promotion.ts";

/**
 * What is known before a merge of how the change will reach environments: their stages, in the order in which they follow.
 *
 * `undefined` where there is no promotion file and the change brings none.
 *
 * @throws {ChangeBreaksPromotion}
 * @throws {InvalidPromotion} also when the change's own file is wrong, although it does not hold for the change itself
 */
export async function foreseenPromotion(
  { base, head }: CommitRange,
  environments: readonly string[],
  git: Pick<Repository, "treeOf">,
): Promise<ForeseenPromotion | undefined> {
  await requireValidPromotion(await git.treeOf(head));
  const { promotion, isChanged } = await governingPromotion(base, head, git);
  if (!promotion) return isChanged ? { isChanged, stages: [], others: environments } : undefined;
  const stages = promotion.stages.flatMap((stage) => {
    const members = environments.filter((name) => stage.environments.includes(name));
    return members.length > 0 ? [foreseenStage(stage, members, promotion)] : [];
  });
  const others = environments.filter((name) => !stageOf(promotion, name));
  return { isChanged, stages, others };
}

function foreseenStage(stage: Stage, environments: readonly string[], { stages }: Promotion): ForeseenStage {
  const after = stages
    .filter(({ name, environments: members }) => stage.after.includes(name) && members.length > 0)
    .map(({ name, soakMilliseconds }) => ({ stage: name, soakMilliseconds }));
  const inWaves = stage.canary !== undefined || stage.waves !== undefined;
  return { stage: stage.name, environments, after, inWaves };
}
