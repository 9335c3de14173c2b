import type { AffectedEnvironment, CommitRange, Rollback } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import { type BoardLimits, type Forge, limitsWithoutBoard } from "../../forge/index.ts";
import { type CommitId, type CommitWriter, type FileChange, MissingHistory, MissingObject } from "../../git/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { newestOnForge, placeChange } from "../change-request/index.ts";
import type { FlowPorts } from "../ports.ts";
import { makePreview, type PreviewChangePorts } from "../preview/index.ts";
import { affectedEnvironments, arriving, isWithin, requireKnown, requireReached } from "../selection/index.ts";
import { stoodAtBefore } from "./choose-target.ts";
import {
  NotDeclaredThen,
  RollbackAuthorUnknown,
  RollbackBranchTaken,
  RollbackNotOnBranch,
  RollbackUncommitted,
} from "./errors.ts";
import { irreversibleIn } from "./irreversible.ts";
import { type Restoration, restorationOf } from "./restored-files.ts";

export interface RollbackRequest {
  readonly environment: string;
  /** The commit to go back to. Absent: what the environment stood at before. */
  readonly to?: string;
  /** The branch that is rolled forward to it. */
  readonly branch: string;
  /** Take back nothing outside of the environment's folder. */
  readonly onlyOwn: boolean;
  /** Make no branch and no change request. */
  readonly dryRun: boolean;
  /** The text of the change request. */
  readonly body: (rollback: Rollback, limits: BoardLimits) => string;
}

export type RollbackPorts = PreviewChangePorts & Pick<FlowPorts, "reach"> & { readonly commits: CommitWriter };

/**
 * Makes a change that declares an environment as an earlier commit did, on a branch of its own with a change request, and shows from its
 * plan what no change brings back. It is approved, merged and brought up as every other change: nothing is brought up here.
 *
 * @param forge absent: the branch is made in the clone alone
 * @throws {RollbackUncommitted} {@link RollbackNotOnBranch} {@link NotDeclaredThen} {@link NothingBefore} {@link StoodAtUnknown}
 *   {@link EnvironmentNotReached} {@link RollbackBranchTaken} {@link RollbackAuthorUnknown}, and {@link MissingHistory} where a shallow clone does not reach back
 */
export async function rollbackEnvironment(
  request: RollbackRequest,
  given: RollbackPorts,
  forge: Forge | undefined,
): Promise<Rollback> {
  const { environment, branch, onlyOwn } = request;
  // A tag on the branch brings it up later, as every other change.
  const ports = arriving({ as: "change", branch }, given, forge);
  const { git, commits } = ports;
  const uncommitted = await uncommittedPaths(await git.resolve("HEAD"), git);
  if (uncommitted.length > 0) throw new RollbackUncommitted({ paths: uncommitted });
  const tip = await newestOnForge(branch, forge ?? {}, git);
  const { runs } = await ports.history.lastRuns();
  requireKnown([environment], [...(await declaredAt(tip, git)), ...runs.keys()]);
  await requireReached([environment], ports.reach);
  const restored = (to: CommitId) => restoration({ environment, to, tip, onlyOwn }, ports);
  const differs = async (to: CommitId) => {
    if (
      !(await isKept(to, git)) ||
      !(await isOfBranch(to, tip, git)) ||
      !(await declaredAt(to, git)).includes(environment)
    )
      return false;
    return (await restored(to)).files.length > 0;
  };
  const before = request.to === undefined ? await stoodAtBefore({ environment, branch }, ports, differs) : undefined;
  const to = before?.commit ?? (await git.resolve(request.to ?? ""));
  if (!(await isOfBranch(to, tip, git))) throw new RollbackNotOnBranch({ commit: to, branch });
  if (!(await declaredAt(to, git)).includes(environment)) throw new NotDeclaredThen({ environment, commit: to });

  const { files, contents, left } = await restored(to);
  const common = { environment, branch, tip, to, ...(before && { stoodAt: before.at }), files, left } as const;
  if (files.length === 0)
    return { ...common, alsoAffected: [], irreversible: [], pruned: [], unknown: [], place: { kind: "nothing-to-do" } };
  const title = `Roll ${environment} back to ${to.slice(0, 7)}${onlyOwn ? ", its own folder alone" : ""}`;
  const by = await commits.person();
  if (by === undefined && forge?.changeRequests && !request.dryRun)
    throw new RollbackAuthorUnknown({ forge: forge.name });
  const message = `${title}\n\nWhat declares ${environment} is as it was at ${to}.\n`;
  const commit = await commits.commit({ parent: tip, files: contents, message, ...(by !== undefined && { by }) });
  const { preview } = await makePreview({ environments: [], refresh: false, base: tip, head: commit }, ports);
  const head = `groundwork/rollback-${environment}-${to.slice(0, 7)}${onlyOwn ? "-only-own" : ""}`;
  const rollback: Rollback = {
    ...common,
    alsoAffected: preview.affected.environments.map(({ name }) => name).filter((name) => name !== environment),
    made: { branch: head, commit },
    preview,
    ...irreversibleIn(preview),
    place: { kind: "dry-run" },
  };
  if (request.dryRun) return rollback;
  const body = () => request.body(rollback, forge?.board?.limits ?? limitsWithoutBoard);
  const refusal = (standing: CommitId | undefined, where: string) =>
    new RollbackBranchTaken({ branch: head, commit: standing, where });
  const placed = await placeChange({ title, head, commit, base: branch, tip, body, refusal }, { git, commits }, forge);
  return { ...rollback, made: { branch: head, commit: placed.commit }, place: placed.place };
}

/** @throws {MissingHistory} where a history that was cut off does not tell */
async function isOfBranch(commit: CommitId, tip: CommitId, git: RollbackPorts["git"]): Promise<boolean> {
  if (await isWithin(commit, tip, git)) return true;
  if (!git.checkout.shallow) return false;
  throw new MissingHistory({ commit, shallow: true, need: "The history from the branch back to the commit" });
}

/** False for a commit of another branch, or of one that was rewritten: a whole clone has every commit of the branch itself. */
async function isKept(commit: CommitId, git: RollbackPorts["git"]): Promise<boolean> {
  try {
    await git.commit(commit);
    return true;
  } catch (thrown) {
    if (thrown instanceof MissingObject) return false;
    throw thrown;
  }
}

async function declaredAt(commit: CommitId, git: RollbackPorts["git"]): Promise<readonly string[]> {
  return await new DeclarationIndex(await git.treeOf(commit)).names();
}

interface Wanted {
  readonly environment: string;
  readonly to: CommitId;
  readonly tip: CommitId;
  readonly onlyOwn: boolean;
}

async function restoration({ environment, to, tip, onlyOwn }: Wanted, ports: RollbackPorts): Promise<Restoration> {
  const changes: readonly FileChange[] = await ports.git.changedFiles(to, tip);
  const affected = await Promise.all(
    [
      { base: to, head: tip },
      { base: tip, head: to },
    ].map(affectedOf(environment, ports)),
  );
  return restorationOf(environment, changes, affected.flat(), { onlyOwn });
}

function affectedOf(environment: string, ports: RollbackPorts) {
  return async (range: CommitRange): Promise<readonly AffectedEnvironment[]> => {
    const { environments } = await affectedEnvironments(range, ports);
    return environments.filter(({ name }) => name === environment);
  };
}
