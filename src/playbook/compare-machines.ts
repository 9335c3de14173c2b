import type { DesiredState } from "../desired/index.ts";
import type { Difference, DriftCause, LayerDrift } from "../drift/index.ts";
import type { StackOutputs } from "../engine/index.ts";
import type { CommitTree } from "../git/index.ts";
import { clauseOf, counted, GroundworkError } from "../lib/index.ts";
import { type ConnectionFile, readConnectionFile } from "./connection-file.ts";
import { filesOfMachines } from "./files-of-machines.ts";
import { machinesOf } from "./inventory.ts";
import type {
  MachineComparison,
  MachineConnection,
  MachineDiff,
  MachinesDiff,
  MachinesRequest,
} from "./machine-comparison.ts";
import { playbooksToRun } from "./playbook-files.ts";
import type { PlaybookFiles } from "./playbook-syntax.ts";
import { type Rollout, readRollout } from "./rollout-file.ts";

/** Machines that the cloud does not have. */
export interface GoneFromCloud {
  /** Their keys. */
  readonly machines: ReadonlySet<string>;
  /** The command that makes them. */
  readonly remedy: string;
}

/** The command that makes machines which the cloud does not have, and runs their playbooks. */
export function commandMakingAnew(environment: string, isRehearsal: boolean): string {
  return `groundwork up --refresh --env ${environment}${isRehearsal ? " --local" : ""}`;
}

/** The machines of one environment at one commit. */
export interface ComparedMachines {
  readonly desired: Pick<DesiredState, "environment" | "cloud" | "machines">;
  /** Whether they are the local cloud's: in a rehearsal, those of every environment are. */
  readonly isLocal: boolean;
  readonly outputs: StackOutputs;
  /** The commit's files. */
  readonly tree: Pick<CommitTree, "files" | "read">;
  /** The folder of the machines in it: `environments/dev/machines`. */
  readonly folder: string;
  /** Why something differs, as far as that can be known: whether the commit's playbook is the one that was applied. */
  readonly cause: DriftCause;
  /** What a comparison of the infrastructure has found of machines. Absent: the cloud was not asked. */
  readonly gone?: GoneFromCloud;
  readonly signal: AbortSignal;
}

/** How the machines of an environment were found. Unknown where they could not be compared, with the reason. */
export async function compareMachines(
  compared: ComparedMachines,
  comparison: MachineComparison | undefined,
): Promise<LayerDrift> {
  const { desired, isLocal, outputs, tree, folder, cause, gone, signal } = compared;
  if (!comparison) return unknownMachines("nothing here compares machines with their playbooks");
  try {
    const { rollout: _, ...machines } = await readMachines({ desired, isLocal, outputs, tree, folder });
    const diff = await comparison.compare({ ...machines, signal });
    return machinesDrift(desired.environment, diff, cause, gone);
  } catch (thrown) {
    if (!(thrown instanceof GroundworkError)) throw thrown;
    return unknownMachines(clauseOf(thrown));
  }
}

/** Throws for what is wrong in a `connection.yaml`. @throws {ConnectionFileInvalid} */
export function requireConnection(files: PlaybookFiles): void {
  readConnectionFile(files);
}

/**
 * The machines of an environment as its stack has them, what is run on them, and in which batches.
 *
 * @throws {ConnectionFileInvalid}, {@link RolloutFileInvalid}
 */
export async function readMachines({
  desired,
  isLocal,
  outputs,
  tree,
  folder,
}: Pick<ComparedMachines, "desired" | "isLocal" | "outputs" | "tree" | "folder">): Promise<
  Omit<MachinesRequest, "signal" | "showsText"> & { readonly rollout: Rollout }
> {
  const { files, executables } = await filesOfMachines(folder, tree);
  const file = readConnectionFile(files);
  return {
    files,
    executables,
    playbooks: playbooksToRun(files),
    machines: machinesOf(desired, outputs),
    connection: connectionOf(file, { isLocal, project: desired.cloud.project }),
    mayChange: file.changesInCheckMode === "allowed",
    rollout: readRollout(files),
  };
}

function connectionOf(
  { user, through }: ConnectionFile,
  { isLocal, project }: { readonly isLocal: boolean; readonly project: string },
): MachineConnection {
  const own = user === undefined ? {} : { user };
  // The address of a simulated machine may be one of a real host's, and what leads to real machines leads to none of these.
  if (isLocal) return { ...own, through: { kind: "local", project } };
  if (through === "iap") return { ...own, through: { kind: "iap", project } };
  if (typeof through === "string") return { ...own, through: { kind: through } };
  const { bastion: host, user: ofBastion } = through;
  return { ...own, through: { kind: "bastion", host, ...(ofBastion !== undefined && { user: ofBastion }) } };
}

function unknownMachines(because: string): LayerDrift {
  return { layer: "machines", verdict: "unknown", detail: "not compared", problems: [because], differences: [] };
}

/**
 * A comparison as the drift of a layer: one difference for each task on each machine, without any text.
 *
 * @param cause of what diverged; noise has its own
 */
export function machinesDrift(
  environment: string,
  diff: MachinesDiff,
  cause: DriftCause,
  gone?: GoneFromCloud,
): LayerDrift {
  const { verdict, machines, problems } = diff;
  const ofTasks = machines.flatMap((each) => linesOf(each, gone));
  return {
    layer: "machines",
    verdict,
    detail: detailOf(diff),
    problems: [...new Set([...problems, ...ofTasks])],
    differences: differencesOf(environment, diff, cause),
  };
}

/** Why tasks on a machine are not known: one line where it does not answer, and else one for each. */
function linesOf(
  { machine, findings, isUnreachable }: MachineDiff,
  gone: GoneFromCloud | undefined,
): readonly string[] {
  const unknown = findings.filter(({ verdict }) => verdict === "unknown");
  if (!isUnreachable) return unknown.map(({ task, because }) => `${machine}: ${task}: ${because}`);
  return gone?.machines.has(machine)
    ? [`${machine}: it is not in the cloud; make it with: ${gone.remedy}`]
    : [
        `${machine}: it could not be reached, so ${counted(unknown.length, "task")} on it ${unknown.length === 1 ? "is" : "are"} not known`,
      ];
}

function detailOf({ machines }: MachinesDiff): string {
  const words = { unknown: "unknown", diverged: "diverged", "in-sync": "in sync" } as const;
  const counts = (["unknown", "diverged", "in-sync"] as const).map(
    (verdict) => [verdict, machines.filter((each) => each.verdict === verdict).length] as const,
  );
  const said = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${words[verdict]}`);
  return `${counted(machines.length, "machine")}: ${said.join(", ") || "none compared"}`;
}

/** Tasks of one name on one machine are one difference: its subject has to be the same in every environment. */
function differencesOf(environment: string, { machines }: MachinesDiff, cause: DriftCause): readonly Difference[] {
  const differences = new Map<string, Difference>();
  for (const { machine, findings } of machines) {
    for (const { task, verdict, diffs } of findings) {
      if (verdict !== "diverged" && verdict !== "noise") continue;
      const subject = `${machine}: ${task}`;
      const key = JSON.stringify([subject, verdict]);
      const files = diffs.flatMap(({ file }) => file ?? []);
      differences.set(key, {
        environment,
        layer: "machines",
        subject,
        change: "changed",
        paths: [...new Set([...(differences.get(key)?.paths ?? []), ...files])].toSorted(),
        cause: verdict === "noise" ? { kind: "noise" } : cause,
      });
    }
  }
  return [...differences.values()];
}
