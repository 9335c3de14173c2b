import type { DriftVerdict } from "../../../drift/index.ts";
import type { MachineDiff, MachinesDiff, TaskFinding, TaskVerdict } from "../../machine-comparison.ts";
import { whyUntried } from "../events/index.ts";
import type { EndedPlaybook } from "../run/index.ts";
import { decidePlaybook, type PlaybookRecord } from "./decide-playbook.ts";

/**
 * Decides on machines by what their playbooks' runs told, and by nothing else: neither an exit code nor a recap.
 *
 * @param inventory keys of all machines, of which each is decided on whether a run told of it or not
 */
export function decideMachines(inventory: readonly string[], runs: readonly EndedPlaybook[]): MachinesDiff {
  const records = runs.map(({ playbook, events, problem }) => {
    const record = decidePlaybook(events);
    const problems = [problem, whyUntried(record.version), ...record.problems].filter((each) => each !== undefined);
    return { ...record, problems: problems.map((each) => `${playbook}: ${each}`) };
  });
  const problems = records.flatMap((record) => record.problems);
  if (runs.length === 0) problems.push("there is no playbook");
  const besides = records.flatMap((record) => [...record.machines.keys()]).filter((key) => !inventory.includes(key));
  const machines = [...new Set([...inventory, ...besides])].map((key) => machineOf(key, records, problems.length > 0));
  const version = records.find((record) => record.version !== undefined)?.version;
  return { verdict: verdictOf(machines), ...(version !== undefined && { version }), machines, problems };
}

function machineOf(machine: string, records: readonly PlaybookRecord[], hasProblems: boolean): MachineDiff {
  const told = records.flatMap(({ machines }) => machines.get(machine) ?? []);
  const counts: Record<TaskVerdict, number> = {
    "in-sync": 0,
    diverged: 0,
    unknown: 0,
    "not-applicable": 0,
    noise: 0,
    undeclared: 0,
  };
  for (const each of told)
    for (const verdict of Object.keys(counts) as TaskVerdict[]) counts[verdict] += each.counts[verdict];
  const findings = told.flatMap((each) => each.findings);
  const gap = whyIncomplete(told, counts);
  if (gap !== undefined) {
    counts.unknown += 1;
    findings.push(gap);
  }
  const isUnknown = hasProblems || counts.unknown > 0;
  const verdict = isUnknown ? "unknown" : counts.diverged > 0 ? "diverged" : "in-sync";
  const isUnreachable = told.some((each) => each.isUnreachable);
  return { machine, verdict, counts, findings, ...(isUnreachable && { isUnreachable }) };
}

function whyIncomplete(
  told: readonly { readonly isMeant: boolean; readonly isDone: boolean }[],
  counts: Readonly<Record<TaskVerdict, number>>,
): TaskFinding | undefined {
  const because = told.some(({ isMeant, isDone }) => isMeant && !isDone)
    ? "Ansible did not come to its end on this machine"
    : !told.some(({ isDone }) => isDone)
      ? "no play is about this machine"
      : Object.values(counts).every((count) => count === 0)
        ? "no task was run for this machine"
        : undefined;
  return because === undefined ? undefined : { task: "the playbook", verdict: "unknown", because, diffs: [] };
}

function verdictOf(machines: readonly MachineDiff[]): DriftVerdict {
  const verdicts = new Set(machines.map(({ verdict }) => verdict));
  if (verdicts.has("unknown") || machines.length === 0) return "unknown";
  return verdicts.has("diverged") ? "diverged" : "in-sync";
}
