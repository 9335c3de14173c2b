import {
  countChanges,
  digestOf,
  findInstances,
  inputsDigestOf,
  instancesMissing,
  type LayerPreview,
  type MachinesAgainstGit,
  type ManifestFiles,
  manifestSteps,
  noChanges,
  type Problem,
  problemOf,
  type ShownStep,
} from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import { machinesFolder } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { clauseOf, formatDuration, type GroundworkError, memberOf } from "../../lib/index.ts";
import {
  commandMakingAnew,
  compareMachines,
  filesOfMachines,
  LocalMachinesUnreachable,
  type MachineConnection,
  machinePath,
  NoPlaybook,
  playbookFilesAt,
  playbooksToRun,
  readRollout,
  requireConnection,
} from "../../playbook/index.ts";
import type { CheckLimit } from "../check-limit.ts";
import type { LayerTarget } from "../layer.ts";
import { machinesMadeAnew } from "./machines-made-anew.ts";
import type { MachinesPorts } from "./ports.ts";

const layer = "machines";

/** What running the playbooks of the commit would be about. Never throws. */
export async function compareMachinesLayer(target: LayerTarget, ports: MachinesPorts): Promise<LayerPreview> {
  const at = ports.clock.now().toISOString();
  try {
    const desired = await target.desired();
    if ("problem" in desired) return { layer, at, kind: "failed", problem: desired.problem };
    const tree = await ports.git.treeOf(target.commit);
    const playbookFiles = await playbookFilesAt(tree, desired);
    if (Object.keys(playbookFiles.files).length === 0) return { layer, at, kind: "unchanged", ...nothing };
    const leftOut = whyLeftOut(desired);
    if (leftOut !== undefined) return { layer, at, kind: "not-handled", because: leftOut };
    await requireUsable(desired, tree);
    return await compareUsable(target, { desired, tree, playbookFiles, at }, ports);
  } catch (thrown) {
    return { layer, at, kind: "failed", problem: problemOf(thrown) };
  }
}

/** Playbooks that have left Git: what they made of machines stays as it is. */
const nothing = { steps: [], counts: noChanges, planDigest: digestOf([]) };

/** Why playbooks are left out of a run that does all the rest; `undefined` where they are carried out. */
export function whyLeftOut({ machines }: Pick<DesiredState, "machines">): string | undefined {
  return machines.length > 0
    ? undefined
    : "environment.yaml declares no machine; declare machines there, or remove the folder with their playbooks";
}

/** In a rehearsal, the machines of every environment are the local cloud's. */
export function areLocal({ cloud }: Pick<DesiredState, "cloud">, { engines }: Pick<MachinesPorts, "engines">): boolean {
  return engines.local || cloud.kind === "local";
}

/** @throws {ConnectionFileInvalid}, {@link RolloutFileInvalid}, {@link NoPlaybook} */
async function requireUsable({ environment }: DesiredState, tree: CommitTree): Promise<void> {
  const folder = machinesFolder(environment);
  const { files } = await filesOfMachines(folder, tree);
  requireConnection(files);
  readRollout(files);
  if (playbooksToRun(files).length === 0) throw new NoPlaybook({ folder });
}

interface Compared {
  readonly desired: DesiredState;
  readonly tree: CommitTree;
  readonly playbookFiles: ManifestFiles;
  readonly at: string;
}

async function compareUsable(target: LayerTarget, compared: Compared, ports: MachinesPorts): Promise<LayerPreview> {
  const { desired, playbookFiles, at } = compared;
  const standing = await target.standingPlaybookFiles?.();
  const other = await otherInstances(target, ports);
  if ("problem" in other) return { layer, at, kind: "failed", problem: other.problem };
  const anew = new Set([...other.machines, ...machinesMadeAnew(desired.machines, target.comparedBefore ?? [])]);
  const steps = stepsOf(desired, anew, standing, playbookFiles);
  const same = Object.entries(playbookFiles.files).filter(
    ([path, id]) => memberOf(standing?.files, path) === id,
  ).length;
  const machines = target.checksMachines === true ? await againstMachines(compared, target, ports) : undefined;
  // What is unknown of machines may be anything, and never nothing.
  const differs = machines !== undefined && machines.verdict !== "in-sync";
  const isPlanned = steps.length > 0 || differs || (target.refresh && target.checksMachines !== true);
  const isLocal = areLocal(desired, ports);
  const through = { kind: isLocal ? "local" : "internal-address", project: desired.cloud.project } as const;
  const missing = isPlanned ? await whatIsMissing(ports, desired, through) : undefined;
  if (missing) {
    // On the local cloud, the rest is of use without them.
    if (isLocal) return { layer, at, kind: "not-handled", because: clauseOf(missing) };
    return { layer, at, kind: "unknown", problem: { ...problemOf(missing), kind: "unknown" } };
  }
  return {
    layer,
    at,
    kind: isPlanned ? "planned" : "unchanged",
    steps,
    counts: { ...countChanges(steps), same },
    planDigest: digestOf([], playbookFiles),
    ...(!target.refresh && {
      inputsDigest: inputsDigestOf({
        playbooks: playbookFiles.files,
        standing: standing?.files ?? {},
        ...(other.machines.length > 0 && { otherInstances: { keys: other.machines.join(" ") } }),
      }),
    }),
    playbookFiles,
    ...(machines && { machines }),
  };
}

async function whatIsMissing(
  { playbookRuns }: MachinesPorts,
  { machines }: Pick<DesiredState, "machines">,
  through: MachineConnection["through"],
): Promise<GroundworkError | undefined> {
  const keys = machines.map(({ key }) => key);
  if (playbookRuns) return await playbookRuns.whatIsMissing(keys, through);
  // A change from outside is planned by its files.
  return through.kind === "local" ? new LocalMachinesUnreachable({ machines: keys }) : undefined;
}

/** Machines that are not those to which the last run applied playbooks, by the state. Where one of both is not known, there is none. */
async function otherInstances(
  { appliedInstances, standingInstances }: LayerTarget,
  { playbookRuns }: MachinesPorts,
): Promise<{ readonly machines: readonly string[] } | { readonly problem: Problem }> {
  // A change from outside is planned by its files: its state is closed to it.
  const applied = playbookRuns && (await appliedInstances?.());
  const standing = applied && (await standingInstances?.());
  if (!standing) return { machines: [] };
  return "problem" in standing ? standing : { machines: findInstances(applied, standing).other };
}

/** What differs from the last run, and machines that come without anything that it did. */
function stepsOf(
  { machines }: DesiredState,
  madeAnew: ReadonlySet<string>,
  standing: ManifestFiles | undefined,
  now: ManifestFiles,
): readonly ShownStep[] {
  const steps = manifestSteps(standing, now);
  const known = new Set(steps.map(({ urn }) => urn));
  const anew = machines
    .filter(({ key }) => madeAnew.has(key))
    .map(({ key }) => machinePath(key))
    .filter((path) => !known.has(path))
    .map((urn): ShownStep => ({ urn, op: "update", paths: { content: memberOf(now.files, urn) ?? "" } }));
  return [...steps, ...anew];
}

/** The machines as they stand; `undefined` where there is none to ask. */
async function againstMachines(
  { desired, tree }: Compared,
  target: LayerTarget,
  ports: MachinesPorts,
): Promise<MachinesAgainstGit | undefined> {
  if (!ports.machines) return undefined;
  const { environment, signal = ports.signal, refresh, comparedBefore = [], checkLimit } = target;
  try {
    const stack = { project: ports.engines.project, stack: environment };
    const outputs = await ports.engines.engineFor(desired).outputs(stack);
    if (Object.keys(outputs).length === 0) return undefined;
    const over = checkLimit?.begin();
    if (over?.aborted)
      return { verdict: "unknown", detail: "not compared", differences: [], problems: [notDoneIn(checkLimit)] };
    const folder = machinesFolder(environment);
    const cause = { kind: "not-applied" } as const;
    const given = {
      desired,
      isLocal: areLocal(desired, ports),
      outputs,
      tree,
      folder,
      cause,
      // By the state alone nothing is known of the cloud.
      ...(refresh && {
        gone: {
          machines: instancesMissing(comparedBefore),
          remedy: commandMakingAnew(environment, ports.engines.local),
        },
      }),
      signal: over ? AbortSignal.any([signal, over]) : signal,
    };
    const { verdict, detail, differences, problems } = await compareMachines(given, ports.machines);
    const shown = differences.filter((each) => each.cause.kind !== "noise");
    return {
      verdict,
      detail,
      differences: shown.map(({ subject, paths }) => ({ subject, paths })),
      problems: [...(over?.aborted && verdict === "unknown" ? [notDoneIn(checkLimit)] : []), ...problems],
    };
  } catch (thrown) {
    const { message, details } = problemOf(thrown);
    return { verdict: "unknown", detail: "not compared", differences: [], problems: [message, ...details] };
  }
}

function notDoneIn(limit: Pick<CheckLimit, "milliseconds"> | undefined): string {
  return (
    `check mode was not done on all machines of this preview after ${formatDuration(limit?.milliseconds ?? 0)}. ` +
    "Allow more with: groundwork preview --check-mode-timeout"
  );
}
