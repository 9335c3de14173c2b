import type { Branches, Forge } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import type { PreviewRecord } from "../../history/index.ts";
import { ForgeLacksPort } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, firstParent } from "../selection/index.ts";
import { tipOf } from "./find-change-request.ts";
import type { Landing } from "./review-decision.ts";

export interface LandingQuestion {
  readonly commit: CommitId;
  readonly branch: string;
  /** Approvals that are needed. */
  readonly required: number;
}

/**
 * Reads what {@link decideReviewed} decides on.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} when the forge does not tell: then nothing is started.
 */
export async function landingOf(
  { commit, branch, required }: LandingQuestion,
  forge: Forge,
  ports: Pick<FlowPorts, "git" | "history" | "programs">,
): Promise<Landing> {
  const { changeRequests } = forge;
  if (!changeRequests) throw new ForgeLacksPort({ forge: forge.name, port: "change requests" });
  const found = await changeRequests.mergedBy(commit, branch);
  const [only, ...others] = found.length > 0 ? found : await changeRequests.openAt(commit);
  const isOnly = only !== undefined && others.length === 0;
  return {
    commit,
    branch,
    isOnBranch: await isOnBranch(commit, branch, forge, ports.git),
    standingAhead: await standingAhead(commit, ports, ({ range }) => range.head === only?.head.commit),
    changeRequests: only === undefined ? [] : [only, ...others],
    reviews: isOnly ? await changeRequests.reviewsOf(only.number) : [],
    contributors: isOnly ? await changeRequests.contributorsOf(only.number) : "unknown",
    required,
    ...(forge.identities && { self: await forge.identities.self() }),
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

/** A clone may have a branch of that name that the forge has not. */
async function tipOnForge(reference: string, branches: Branches, git: Repository): Promise<CommitId | undefined> {
  const named = await branches.read(reference);
  if (named === undefined || (await has(named, git)) || !branches.fetch) return named;
  return await branches.fetch(reference);
}

/**
 * Environments of a change whose last run was of a commit that has this one in its history, and is another: those that the commit
 * touches, and those that a preview of the change showed, since a rebased change has earlier commits, too. Others may stand anywhere: jobs
 * of two merges run in any order.
 */
export async function standingAhead(
  commit: CommitId,
  ports: Pick<FlowPorts, "git" | "history" | "programs">,
  isOfChange: (preview: PreviewRecord) => boolean,
): Promise<readonly string[]> {
  const { git, history } = ports;
  const ups = [...(await history.lastRuns()).runs].filter(([, run]) => run.verb === "up" && run.commit !== commit);
  const ahead = new Set<CommitId>();
  // A fleet stands at few commits, and each costs a walk through the history.
  for (const each of new Set(ups.map(([, run]) => run.commit))) if (await isAhead(each, commit, git)) ahead.add(each);
  const names = ups.flatMap(([name, run]) => (ahead.has(run.commit) ? [name] : [])).toSorted();
  if (names.length === 0) return [];
  const ofChange = await touchedOrShown(commit, ports, isOfChange);
  return names.filter((name) => ofChange.has(name));
}

/** Names of the environments that a commit touches, and of those that a preview of its change showed. */
export async function touchedOrShown(
  commit: CommitId,
  ports: Pick<FlowPorts, "git" | "history" | "programs">,
  isOfChange: (preview: PreviewRecord) => boolean,
): Promise<ReadonlySet<string>> {
  const touched = await affectedEnvironments({ base: await firstParent(commit, ports.git), head: commit }, ports);
  const shown = (await ports.history.list()).records.flatMap((each) =>
    each.kind === "preview" && isOfChange(each) ? each.plans.map(({ environment }) => environment) : [],
  );
  return new Set([...touched.environments.map(({ name }) => name), ...shown]);
}

async function isAhead(one: CommitId, other: CommitId, git: Repository): Promise<boolean> {
  return (await has(one, git)) && isWithin(other, one, git);
}

export async function has(commit: CommitId, git: Repository): Promise<boolean> {
  return git.commit(commit).then(
    () => true,
    () => false,
  );
}

/** Whether `one` is `other`, or in its history. */
export async function isWithin(one: CommitId, other: CommitId, git: Repository): Promise<boolean> {
  return one === other || (await git.countBeyond(one, other)) === 0;
}
