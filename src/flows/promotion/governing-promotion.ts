import { errorLines, type Reading } from "../../environment/index.ts";
import { type CommitId, type CommitTree, emptyTree, type Repository } from "../../git/index.ts";
import { GroundworkError, textIn } from "../../lib/index.ts";
import { type FleetFacts, fleetFacts, type Promotion, promotionPath, readPromotion } from "../../promotion/index.ts";
import { ChangeBreaksPromotion, InvalidPromotion } from "../errors.ts";

/** Which promotion file holds for a change. */
export interface GoverningPromotion {
  /** Absent where there was no file before the change: then no environment is in a stage. */
  readonly promotion?: Promotion;
  /** The change edits, adds or removes the file, which holds only for what is merged after it. */
  readonly isChanged: boolean;
}

/**
 * The promotion file that holds for a change: the one before it, so that no change decides how far it reaches itself.
 *
 * For the same reason an environment stays in the stage in which it was before, also where the change gives it other labels or profiles. What
 * it depends on counts as the change has it.
 *
 * A file that was wrong before the change says nothing; the change's own then holds, so that mending it is possible. In a clone that does
 * not reach back to the commit before, a change without the file is taken for one of a repository without it.
 *
 * @param base what the change was merged onto, or will be
 * @throws {InvalidPromotion} when both are wrong
 * @throws {ChangeBreaksPromotion} when only the change makes the file before it wrong
 */
export async function governingPromotion(
  base: CommitId,
  head: CommitId,
  git: Pick<Repository, "treeOf">,
): Promise<GoverningPromotion> {
  const after = await git.treeOf(head);
  const written = await textIn(after, promotionPath);
  const before = await treeBefore(base, written !== undefined, git);
  if (!before) return { isChanged: written !== undefined };
  const isChanged = (await textIn(before, promotionPath)) !== written;
  const beforeFacts = await fleetFacts(before);
  const standing = await readPromotion(before, async () => beforeFacts, "left-out");
  if (!standing) return { isChanged };
  if (standing.ok) return { ...(await heldTo(before, beforeFacts, after)), isChanged };
  const own = isChanged ? await readPromotion(after, () => fleetFacts(after), "left-out") : undefined;
  if (own?.ok) return { promotion: own.value, isChanged };
  throw invalid(own ?? standing);
}

/** The file before the change, with the environments that there are after it. */
async function heldTo(
  before: CommitTree,
  facts: FleetFacts,
  after: CommitTree,
): Promise<Pick<GoverningPromotion, "promotion">> {
  const environments = new Map(
    [...(await fleetFacts(after))].map(([name, each]) => {
      const then = facts.get(name);
      return [name, then ? { ...then, dependsOn: each.dependsOn } : each];
    }),
  );
  const reading = await readPromotion(before, async () => environments, "left-out");
  if (!reading) return {};
  if (reading.ok) return { promotion: reading.value };
  throw new ChangeBreaksPromotion({ file: promotionPath, issues: errorLines(reading.issues) });
}

/**
 * The promotion files that hold for a run of several changes, each different from the others, oldest first: those before each of them.
 *
 * One that does not fit the environments any more is left out where it is not that of the newest change: a later change has replaced it.
 *
 * @param bases what each change was merged onto, oldest first
 * @throws {InvalidPromotion} {@link ChangeBreaksPromotion}
 */
export async function governingPromotions(
  bases: readonly CommitId[],
  head: CommitId,
  git: Pick<Repository, "treeOf">,
): Promise<readonly Promotion[]> {
  const found = new Map<string, Promotion>();
  for (const base of new Set(bases)) {
    const promotion = await orReplaced(base === bases.at(-1), async () => await governingPromotion(base, head, git));
    if (promotion) found.set(JSON.stringify(promotion), promotion);
  }
  return [...found.values()];
}

async function orReplaced(isNewest: boolean, read: () => Promise<GoverningPromotion>): Promise<Promotion | undefined> {
  try {
    return (await read()).promotion;
  } catch (thrown) {
    const isWrong = thrown instanceof InvalidPromotion || thrown instanceof ChangeBreaksPromotion;
    if (isNewest || !isWrong) throw thrown;
    return undefined;
  }
}

/**
 * Refuses a commit whose own promotion file is wrong, whichever holds for it: it would hold for every later one.
 *
 * @throws {InvalidPromotion}
 */
export async function requireValidPromotion(tree: CommitTree): Promise<void> {
  const reading = await readPromotion(tree, () => fleetFacts(tree));
  if (reading && !reading.ok) throw invalid(reading);
}

async function treeBefore(
  base: CommitId,
  isNeeded: boolean,
  git: Pick<Repository, "treeOf">,
): Promise<CommitTree | undefined> {
  if (base === emptyTree) return undefined;
  try {
    return await git.treeOf(base);
  } catch (thrown) {
    if (!isNeeded && thrown instanceof GroundworkError) return undefined;
    throw thrown;
  }
}

function invalid(reading: Reading<Promotion>): InvalidPromotion {
  return new InvalidPromotion({ file: promotionPath, issues: errorLines(reading.issues) });
}
