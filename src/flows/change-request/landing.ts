import type { CommitRange } from "../../change/index.ts";
import type { Branches, ChangeRequest, Forge } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import type { HistoryRecord, PreviewRecord } from "../../history/index.ts";
import { ForgeLacksPort } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, hasCommit, isAhead, isWithin } from "../selection/index.ts";
import { tipOf } from "./find-change-request.ts";
import { rangeOfChange } from "./range-of-change.ts";
import type { Landing } from "./review-decision.ts";

export interface LandingQuestion {
  readonly commit: CommitId;
  readonly branch: string;
  /** Approvals that are needed. */
  readonly required: number;
}

/** A landing that was read. */
export interface ReadLanding extends Landing {
  /** What the only change request brought, up to the commit; the commit alone where there is another number of them. */
  readonly range: CommitRange;
  /** Whether a preview showed this change. */
  readonly isOfChange: (preview: PreviewRecord) => boolean;
}

/**
 * Reads what {@link decideReviewed} decides on.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} when the forge does not tell: then nothing is started.
 */
export async function landingOf(
  question: LandingQuestion,
  forge: Forge,
  ports: Pick<FlowPorts, "git" | "history" | "programs" | "reach">,
): Promise<ReadLanding> {
  const review = await reviewOf(question, forge, ports.git);
  const { commit, branch } = question;
  return {
    ...review,
    isOnBranch: await isOnBranch(commit, branch, forge, ports.git),
    standingAhead: await standingAhead(review.range, ports, review.isOfChange),
  };
}

/** A landing without what the history says of it. */
export type ReadReview = Omit<ReadLanding, "isOnBranch" | "standingAhead">;

/**
 * Asks for all that follows from the change request at the same time: to a forge that is far away each question takes as long as the
 * others together.
 *
 * @param merged the change requests that brought the commit, where the caller has just asked for them
 * @throws {ForgeUnavailable} {@link ForgeRefused}
 */
export async function reviewOf(
  { commit, branch, required }: LandingQuestion,
  forge: Forge,
  git: FlowPorts["git"],
  merged?: readonly ChangeRequest[],
): Promise<ReadReview> {
  const { changeRequests, identities } = forge;
  if (!changeRequests) throw new ForgeLacksPort({ forge: forge.name, port: "change requests" });
  const found = merged ?? (await changeRequests.mergedBy(commit, branch));
  const [only, ...others] = found.length > 0 ? found : await changeRequests.openAt(commit);
  const isOnly = only !== undefined && others.length === 0;
  const [range, reviews, contributors, self] = await Promise.all([
    rangeOfChange({ commit, branch, ...(isOnly && { number: only.number }) }, forge, git),
    isOnly ? changeRequests.reviewsOf(only.number) : [],
    isOnly ? changeRequests.contributorsOf(only.number) : ("unknown" as const),
    identities?.self(),
  ]);
  const isOfChange = (preview: PreviewRecord) => preview.range.head === only?.head.commit;
  return {
    commit,
    range,
    isOfChange,
    branch,
    changeRequests: only === undefined ? [] : [only, ...others],
    reviews,
    contributors,
    required,
    ...(self && { self }),
  };
}

/** By the forge's own word where it has one, since a clone's is as old as its last fetch. */
export async function isOnBranch(
  commit: CommitId,
  branch: string,
  { branches }: Pick<Forge, "branches">,
  git: Repository,
): Promise<boolean | "unknown"> {
  const tip = branches && (await tipOnForge(`refs/heads/${branch}`, branches, git));
  if (branches && tip === undefined) return false;
  try {
    return await isWithin(commit, tip ?? (await tipOf(branch, git)), git);
  } catch {
    return "unknown";
  }
}

/**
 * The newest commit of a branch, by the forge's own word where it has one.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link UnknownRevision} where there is no such branch
 */
export async function newestOnForge(
  branch: string,
  { branches }: Pick<Forge, "branches">,
  git: Repository,
): Promise<CommitId> {
  return (branches && (await tipOnForge(`refs/heads/${branch}`, branches, git))) ?? (await tipOf(branch, git));
}

/** A clone may have a branch of that name that the forge has not. */
async function tipOnForge(reference: string, branches: Branches, git: Repository): Promise<CommitId | undefined> {
  const named = await branches.read(reference);
  if (named === undefined || (await hasCommit(named, git)) || !branches.fetch) return named;
  return await branches.fetch(reference);
}

/**
 * Environments of a change whose last run was of a commit that has the end of this range in its history, and is another: those that
 * the range touches, and those that a preview of the change showed. Others may stand anywhere: jobs of two merges run in any order.
 */
export async function standingAhead(
  range: CommitRange,
  ports: Pick<FlowPorts, "git" | "history" | "programs" | "reach">,
  isOfChange: (preview: PreviewRecord) => boolean,
): Promise<readonly string[]> {
  const { git, history } = ports;
  const commit = range.head;
  const ups = [...(await history.lastRuns()).runs].filter(([, run]) => run.verb === "up" && run.commit !== commit);
  const ahead = new Set<CommitId>();
  // A fleet stands at few commits, and each costs a walk through the history.
  for (const each of new Set(ups.map(([, run]) => run.commit))) if (await isAhead(each, commit, git)) ahead.add(each);
  const names = ups.flatMap(([name, run]) => (ahead.has(run.commit) ? [name] : [])).toSorted();
  if (names.length === 0) return [];
  const touched = await affectedEnvironments(range, ports);
  const shown = shownOf((await history.list()).records, isOfChange);
  const ofChange = new Set([...touched.environments.map((each) => each.name), ...shown]);
  return names.filter((name) => ofChange.has(name));
}

/** Names of the environments that a preview of a change showed. */
export function shownOf(
  records: readonly HistoryRecord[],
  isOfChange: (preview: PreviewRecord) => boolean,
): readonly string[] {
  return records.flatMap((each) =>
    each.kind === "preview" && isOfChange(each) ? each.plans.map(({ environment }) => environment) : [],
  );
}
