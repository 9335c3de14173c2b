import type { CommitRange, InstanceIds, ManifestFiles } from "../../change/index.ts";
import type { CommitId, CommitTree } from "../../git/index.ts";
import { machinesAppliedBy } from "../../history/index.ts";
import { playbookFilesAt } from "../../playbook/index.ts";
import type { FlowPorts } from "../ports.ts";
import { type DesiredStates, desiredStates, type StandingStacks } from "../selection/index.ts";

/** The manifests that agents were handed last, by environment. */
export interface StandingManifests {
  /** As the records know it: of the commit of its last `up`, where that succeeded and no later record is lost. */
  recorded(name: string): Promise<ManifestFiles | undefined>;
  /** The same; without a record, those of where the range begins, unless nothing of the environment stands. */
  assumed(name: string): Promise<ManifestFiles | undefined>;
  /** Files and machines that the last run of an environment's playbooks was about, where it came to a good end. */
  playbooks(name: string): Promise<ManifestFiles | undefined>;
  /** The instances that this run was applied to, where its record says so. */
  instances(name: string): Promise<InstanceIds | undefined>;
}

/**
 * Reads each commit once, and of each environment only the manifests.
 *
 * @param cutOff environments whose last run was cut off: whether it made machines anew is in no record
 */
export function standingManifests(
  range: CommitRange | undefined,
  standing: Pick<StandingStacks, "has">,
  { git, history }: Pick<FlowPorts, "git" | "history">,
  cutOff: ReadonlySet<string> = new Set(),
): StandingManifests {
  let asked: ReturnType<FlowPorts["history"]["lastRuns"]> | undefined;
  // Asked when it is needed: a rejection that is not awaited ends the process.
  const lastRuns = () => {
    asked ??= history.lastRuns();
    return asked;
  };
  const commits = new Map<CommitId, Promise<DeclaredThen | undefined>>();
  const declaredAt = async (commit: CommitId) => {
    // Of a commit that is no longer in the clone nothing is known to stand.
    const known = commits.get(commit) ?? git.treeOf(commit).then(declaredThen, () => undefined);
    commits.set(commit, known);
    return await known;
  };
  const manifestsAt = async (commit: CommitId, name: string) => {
    const manifests = await (await declaredAt(commit))?.desired.manifestsOf(name);
    return manifests && !("problem" in manifests) ? manifests : undefined;
  };
  const recorded = async (name: string) => {
    const run = (await lastRuns()).runs.get(name);
    const isKnown = run?.verb === "up" && run.result === "succeeded" && run.lostSince.length === 0;
    return isKnown ? manifestsAt(run.commit, name) : undefined;
  };
  const machinesApplied = async (name: string) => {
    const run = cutOff.has(name) ? undefined : (await lastRuns()).runs.get(name);
    return run && machinesAppliedBy(run);
  };
  return {
    recorded,
    async assumed(name) {
      if ((await standing.has(name)) === false) return undefined;
      const { runs, lost } = await lastRuns();
      if (runs.has(name) || lost.length > 0) return recorded(name);
      return range && manifestsAt(range.base, name);
    },
    instances: async (name) => (await machinesApplied(name))?.instances,
    async playbooks(name) {
      const applied = await machinesApplied(name);
      const declared = applied && (await declaredAt(applied.commit));
      const desired = await declared?.desired.of(name);
      return !declared || !desired || "problem" in desired ? undefined : await playbookFilesAt(declared.tree, desired);
    },
  };
}

interface DeclaredThen {
  readonly tree: CommitTree;
  readonly desired: DesiredStates;
}

function declaredThen(tree: CommitTree): DeclaredThen {
  return { tree, desired: desiredStates(tree) };
}
