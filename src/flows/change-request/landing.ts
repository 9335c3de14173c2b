import type { Forge } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { ForgeLacksPort } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
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
  ports: Pick<FlowPorts, "git" | "history">,
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
    standingAhead: await standingAhead(commit, ports),
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
  const named = await branches?.read(`refs/heads/${branch}`);
  try {
    const tip = named !== undefined && (await has(named, git)) ? named : await tipOf(branch, git);
    return await isWithin(commit, tip, git);
  } catch {
    return "unknown";
  }
}

/** Environments whose last run was of a commit that has this one in its history, and is another. */
export async function standingAhead(
  commit: CommitId,
  { git, history }: Pick<FlowPorts, "git" | "history">,
): Promise<readonly string[]> {
  const ups = [...(await history.lastRuns()).runs].filter(([, run]) => run.verb === "up" && run.commit !== commit);
  const ahead = new Set<CommitId>();
  // A fleet stands at few commits, and each costs a walk through the history.
  for (const each of new Set(ups.map(([, run]) => run.commit))) if (await isAhead(each, commit, git)) ahead.add(each);
  return ups.flatMap(([name, run]) => (ahead.has(run.commit) ? [name] : [])).toSorted();
}

async function isAhead(one: CommitId, other: CommitId, git: Repository): Promise<boolean> {
  return (await has(one, git)) && isWithin(other, one, git);
}

async function has(commit: CommitId, git: Repository): Promise<boolean> {
  return git.commit(commit).then(
    () => true,
    () => false,
  );
}

/** Whether `one` is `other`, or in its history. */
async function isWithin(one: CommitId, other: CommitId, git: Repository): Promise<boolean> {
  return one === other || (await git.countBeyond(one, other)) === 0;
}
