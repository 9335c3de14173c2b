/**
 * The ports of what checks Ansible playbooks without a machine, of what carries them out, and of what compares machines with them.
 *
 * In:   the files of an environment's machines at one commit, and which of them are playbooks; the machines, by the stack's outputs.
 * Out:  {@link PlaybookSyntax}: which of them cannot be read as playbooks, or why that is not known.
 *       {@link PlaybookRuns}: carries them out, machine by machine; {@link planBatches}: on which machines first.
 *       {@link MachineComparison}: what differs on each machine; {@link compareMachines}: that as the drift of a layer.
 *       {@link LocalMachines}: how machines of the local cloud are logged in to, which `src/wiring` takes from `src/local`.
 * Must not know: commits, how a result is shown.
 * Adapter: `ansible/` (`ansible-playbook`).
 */
export { type BatchSize, defaultBatches, planBatches } from "./batches.ts";
export {
  type ComparedMachines,
  commandMakingAnew,
  compareMachines,
  type GoneFromCloud,
  readMachines,
  requireConnection,
} from "./compare-machines.ts";
export { machinePath, playbookFilesAt } from "./declared-files.ts";
export { LocalMachinesUnreachable, NoPlaybook } from "./errors.ts";
export { filesOfMachines } from "./files-of-machines.ts";
export { instanceIdsIn, instanceKeysIn } from "./instances-in.ts";
export type { LocalAccess, LocalMachines, LocalMachinesRequest } from "./local-machines.ts";
export type {
  Machine,
  MachineComparison,
  MachineConnection,
  MachineDiff,
  MachinesDiff,
  MachinesRequest,
  TaskDiff,
  TaskFinding,
  TaskVerdict,
} from "./machine-comparison.ts";
export { isPlaybook, playbooksToRun } from "./playbook-files.ts";
export {
  isBadOutcome,
  type MachineOutcome,
  type MachineSession,
  type OpenedMachines,
  type PlaybookRuns,
  type PlaybooksOutcome,
  type TaskCounts,
  type TaskFailure,
  type WhichAreGone,
} from "./playbook-runs.ts";
export type { PlaybookAnswer, PlaybookFiles, PlaybookSyntax } from "./playbook-syntax.ts";
export { type Rollout, readRollout } from "./rollout-file.ts";
