import type { AffectedEnvironment, AffectedSet, MergeTarget, NotReached } from "../../change/index.ts";
import { formatIssue } from "../../environment/index.ts";
import type { Branches } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { keptPromise } from "../../lib/index.ts";
import { branchesInto, isAmong, promotionPath, type References, readReferences } from "../../promotion/index.ts";
import { InvalidPromotion } from "../errors.ts";
import type { Reach } from "../ports.ts";
import { mainLineOf } from "./select-range.ts";

/** For questions about all environments, from all branches. */
export const everywhere: Reach = { beyond: async () => [] };

/**
 * What commits of a branch reach, by the promotion file of the protected branch as the clone has it: of the main line, or of the branch
 * itself where neither the clone nor the forge has one. A change to the file holds once it has come there, so that no branch opens its own way.
 */
export function reachOf(branch: string | undefined, git: ReferencesSource, branches?: Branches): Reach {
  const references = keptPromise(() => protectedReferences(branch, git, branches));
  return {
    ...(branch !== undefined && { branch }),
    beyond: async (names) => {
      if (names.length === 0) return [];
      const known = await references();
      return names.flatMap((name) => notReached(name, branchesInto(known, name), branch));
    },
  };
}

function notReached(
  name: string,
  branches: readonly string[] | undefined,
  branch: string | undefined,
): readonly NotReached[] {
  if (branches === undefined || (branch !== undefined && isAmong(branches, branch))) return [];
  return [{ name, branches }];
}

type ReferencesSource = Pick<Repository, "resolve" | "treeOf" | "checkout">;

async function protectedReferences(
  branch: string | undefined,
  git: ReferencesSource,
  branches: Branches | undefined,
): Promise<References> {
  const mainLine = await mainLineOf(git);
  const elsewhere = mainLine?.commit ?? (branches && (await mainLineOnForge(branch, branches)));
  const commit = elsewhere ?? (branch === undefined ? undefined : await git.resolve(branch));
  if (commit === undefined) return [];
  const reading = await readReferences(await git.treeOf(commit));
  if (!reading) return [];
  if (reading.ok) return reading.value;
  // A change to the file is looked at with the file that it brings: on its own branch a wrong one says nothing, so that it can be mended.
  const own = mainLine ? branchNamed(mainLine.name, git) : elsewhere === undefined ? branch : undefined;
  if (own === branch) return [];
  throw new InvalidPromotion({ file: promotionPath, issues: reading.issues.map(formatIssue) });
}

/** A clone of one branch alone, as some CIs make it, does not have the main line. */
async function mainLineOnForge(branch: string | undefined, branches: Branches): Promise<CommitId | undefined> {
  for (const name of ["main", "master"]) {
    if (name === branch) return undefined;
    const reference = `refs/heads/${name}`;
    const commit = branches.fetch ? await branches.fetch(reference) : await branches.read(reference);
    if (commit !== undefined) return commit;
  }
  return undefined;
}

/**
 * The same ports, for a run that is about commits of a branch.
 *
 * @param forge which is asked for the main line where the clone does not have it
 */
export function onBranch<Ports extends { readonly git: Repository; readonly reach?: Reach }>(
  branch: string,
  ports: Ports,
  { branches }: { readonly branches?: Branches } = {},
): Ports & { readonly reach: Reach } {
  const { reach } = ports;
  return { ...ports, reach: reach?.branch === branch && !branches ? reach : reachOf(branch, ports.git, branches) };
}

/**
 * The same ports, for a preview of what merging into a target does. A target that is a commit names no branch: then what would reach any
 * is previewed.
 */
export function ontoTarget<Ports extends { readonly git: Repository }>(
  target: Pick<MergeTarget, "name"> | undefined,
  ports: Ports,
): Ports & { readonly reach: Reach } {
  const branch = target && branchNamed(target.name, ports.git);
  return branch === undefined ? { ...ports, reach: everywhere } : onBranch(branch, ports);
}

function branchNamed(revision: string, { checkout }: Pick<Repository, "checkout">): string | undefined {
  const name = revision.replace(/^(?:refs\/heads\/|(?:refs\/remotes\/)?origin\/)/, "");
  if (name === "HEAD") return revision === "HEAD" ? checkout.branch : checkout.mainBranch;
  return /^[0-9a-f]{7,64}$/.test(name) || /[~^:@]/.test(name) ? undefined : name;
}

/** Those of these environments that the commits reach. */
export async function reachedOf(names: readonly string[], reach: Reach): Promise<readonly string[]> {
  const beyond = new Set((await reach.beyond(names)).map(({ name }) => name));
  return names.filter((name) => !beyond.has(name));
}

/** The same without what the commits do not reach, and with the names of that. */
export async function withinReach(found: AffectedSet, reach: Reach): Promise<AffectedSet> {
  const beyond = await reach.beyond(found.environments.map(({ name }) => name));
  if (beyond.length === 0) return found;
  const isBeyond = ({ name }: AffectedEnvironment) => beyond.some((each) => each.name === name);
  return { ...found, environments: found.environments.filter((each) => !isBeyond(each)), notReached: beyond };
}
