import {
  type AffectedEnvironment,
  type AffectedSet,
  findInstances,
  type Layer,
  type NotAppliedBecause,
  type Reason,
} from "../../change/index.ts";
import { DeclarationIndex, machinesFolder } from "../../environment/index.ts";
import type { CommitId } from "../../git/index.ts";
import { type LastRun, machinesAppliedBy, mayStand } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, declaredLayers } from "./affected/index.ts";
import { everywhere, withinReach } from "./reach.ts";
import type { StandingStacks } from "./standing-stacks.ts";

/**
 * The environments that do not stand at `head` yet: those that a change since their own last `up` touches, those whose last
 * `up` failed, those with a lost record that may be of a later run, those that were never brought up, those with playbooks that no
 * run has carried out, and those whose machines are other instances than playbooks were applied to.
 *
 * That an environment was never brought up is known from the record of runs, and from a state that holds nothing of it.
 * Each is compared with the commit that it stands at, so a merge that was skipped is not lost. One that the commits of the branch do not
 * reach waits for none of them.
 */
export async function pendingEnvironments(
  head: CommitId,
  standing: StandingStacks,
  ports: Pick<FlowPorts, "git" | "programs" | "history" | "reach" | "isForOutside">,
): Promise<AffectedSet> {
  const tree = await ports.git.treeOf(head);
  const names = await new DeclarationIndex(tree).names();
  const { runs, lost } = await ports.history.lastRuns();
  const since = new Map<CommitId, AffectedSet>();
  for (const commit of new Set([...runs.values()].map((run) => run.commit)))
    since.set(commit, await changesSince(commit, head, { ...ports, reach: everywhere }));

  const pending = await Promise.all(
    names.map(async (name) => {
      const run = runs.get(name);
      const declared = await declaredLayers(tree, name);
      // The state knows better than the record: it may have been removed, or never been here.
      const holdsNothing = async () => (await standing.has(name)) === false;
      if (!run)
        return [notUp(name, declared, lost.length === 0 || (await holdsNothing()) ? "never-up" : "last-run-unknown")];
      const isGone = run.result === "succeeded" && run.verb === "up" && (await holdsNothing());
      if (isGone) return [notUp(name, declared, "never-up")];
      const instances = ports.isForOutside ? undefined : await instancesReason(name, declared, run, standing);
      return pendingOne(name, declared, run, since, instances);
    }),
  );
  const gone = [...runs]
    .filter(([name, run]) => mayStand(run) && !names.includes(name))
    .map(([name]): AffectedEnvironment => {
      const layer = "infrastructure";
      return { name, folder: "removed", reasons: [{ kind: "removed", layer }], layers: [layer] };
    });
  const [only] = since.values();
  const environments = [...pending.flat(), ...gone].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const found = {
    ...(since.size === 1 && only?.range && { range: only.range, beyondRange: countBeyond(environments, only) }),
    environments,
    total: names.length,
    changedFiles: Math.max(0, ...[...since.values()].map(({ changedFiles }) => changedFiles)),
  };
  return await withinReach(found, ports.reach);
}

function countBeyond(pending: readonly AffectedEnvironment[], touched: AffectedSet): number {
  const names = new Set(touched.environments.map(({ name }) => name));
  return pending.filter(({ name }) => !names.has(name)).length;
}

function pendingOne(
  name: string,
  declared: readonly Layer[],
  run: LastRun,
  since: ReadonlyMap<CommitId, AffectedSet>,
  instances: Reason | undefined,
): readonly AffectedEnvironment[] {
  const untouched: AffectedEnvironment = { name, folder: "unchanged", reasons: [], layers: [] };
  if (!mayStand(run)) return [notUp(name, declared, "never-up")];
  const changed = since.get(run.commit)?.environments.find((environment) => environment.name === name);
  if (run.result !== "succeeded") {
    const { folder, reasons } = changed ?? untouched;
    return [{ name, folder, reasons: [because("last-run-failed"), ...reasons], layers: declared }];
  }
  if (run.lostSince.length > 0) {
    const { folder, reasons } = changed ?? untouched;
    return [{ name, folder, reasons: [because("last-run-unknown"), ...reasons], layers: declared }];
  }
  const { folder, reasons, layers } = changed ?? untouched;
  if (instances) {
    // A run that was killed has left outputs of before, and machines are reached by these.
    const touched = new Set<Layer>([...layers, "infrastructure", "machines"]);
    return [{ name, folder, reasons: [...reasons, instances], layers: declared.filter((layer) => touched.has(layer)) }];
  }
  const missing = notApplied(declared, run).filter((layer) => !changed?.layers.includes(layer));
  if (missing.length === 0) return changed ? [changed] : [];
  const notHandled: Reason = { kind: "not-handled", layer: "machines", path: machinesFolder(name) };
  return [{ name, folder, reasons: [...reasons, notHandled], layers: [...layers, ...missing] }];
}

/**
 * Why the machines that stand are not those to which playbooks were applied. Not asked where the record does not name these, and where the
 * state cannot be listed, which says nothing of any layer.
 */
async function instancesReason(
  name: string,
  declared: readonly Layer[],
  run: LastRun,
  standing: StandingStacks,
): Promise<Reason | undefined> {
  const applied = machinesAppliedBy(run)?.instances;
  if (!applied || !declared.includes("machines") || !(await standing.has(name))) return undefined;
  const found = await standing.instances(name);
  if ("problem" in found) return { kind: "instances-unknown", layer: "machines", problem: found.problem.message };
  const { other, missing } = findInstances(applied, found);
  if (other.length > 0) return { kind: "other-instances", layer: "machines", machines: other };
  const [first] = missing;
  return first === undefined
    ? undefined
    : { kind: "instances-unknown", layer: "machines", problem: `the state has no instance ${first}` };
}

function notUp(name: string, layers: readonly Layer[], why: NotAppliedBecause): AffectedEnvironment {
  return { name, folder: "unchanged", reasons: [because(why)], layers };
}

/** A run may have left machines out, and a later one that was about other layers says nothing of them. */
function notApplied(declared: readonly Layer[], run: LastRun): readonly Layer[] {
  return declared.filter((layer) => layer === "machines" && !machinesAppliedBy(run));
}

function because(because: NotAppliedBecause): Reason {
  return { kind: "not-applied", layer: "infrastructure", because };
}

/** A commit that is no longer in the clone says nothing: everything may have changed since. */
async function changesSince(
  commit: CommitId,
  head: CommitId,
  ports: Pick<FlowPorts, "git" | "programs" | "reach">,
): Promise<AffectedSet> {
  if (commit === head) return { range: { base: head, head }, environments: [], total: 0, changedFiles: 0 };
  return affectedEnvironments({ base: commit, head }, ports);
}
