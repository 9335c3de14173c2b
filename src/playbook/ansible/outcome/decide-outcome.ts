import type { MachineOutcome, PlaybooksOutcome, TaskCounts } from "../../playbook-runs.ts";
import { whyUntried } from "../events/index.ts";
import type { EndedPlaybook } from "../run/index.ts";
import { followRun, type MachineTrace } from "./follow-run.ts";

/**
 * How machines came out of playbooks, by what was told of each task.
 *
 * @param hosts keys of the machines that they were run on; each has an outcome, whether a run told of it or not
 */
export function decideOutcome(hosts: readonly string[], runs: readonly EndedPlaybook[]): PlaybooksOutcome {
  const traces = runs.map((run) => ({ ...followRun(run.events), run }));
  const problems = traces.flatMap(({ run, version, problems: lost, isAtEnd }) => {
    const cut = run.problem ?? (isAtEnd ? undefined : "Ansible ended before the playbook did");
    return [cut, whyUntried(version), ...lost].flatMap((each) =>
      each === undefined ? [] : [`${run.playbook}: ${each}`],
    );
  });
  const besides = traces.flatMap(({ machines }) => [...machines.keys()]).filter((host) => !hosts.includes(host));
  const isCut = traces.some(({ isAtEnd }) => !isAtEnd);
  const version = traces.find((trace) => trace.version !== undefined)?.version;
  return {
    ...(version !== undefined && { version }),
    machines: [...new Set([...hosts, ...besides])].map((host) =>
      outcomeOf(
        host,
        traces.flatMap(({ machines }) => machines.get(host) ?? []),
        isCut,
      ),
    ),
    problems,
    isInterrupted: runs.some((run) => run.isInterrupted === true),
  };
}

function outcomeOf(machine: string, traces: readonly MachineTrace[], isCut: boolean): MachineOutcome {
  const total = (name: keyof TaskCounts) => traces.reduce((sum, { counts }) => sum + counts[name], 0);
  const counts: TaskCounts = {
    ok: total("ok"),
    changed: total("changed"),
    skipped: total("skipped"),
    tolerated: total("tolerated"),
    failed: total("failed"),
  };
  const failures = traces.flatMap((trace) => trace.failures);
  return { machine, kind: kindOf(traces, counts, isCut), counts, failures };
}

function kindOf(traces: readonly MachineTrace[], counts: TaskCounts, isCut: boolean): MachineOutcome["kind"] {
  if (traces.some(({ isUnreachable }) => isUnreachable)) return "unreachable";
  if (counts.failed > 0) return "failed";
  const isStarted = traces.some(({ isBegun }) => isBegun);
  if (isCut && traces.some(({ isMeant, isDone }) => isMeant && !isDone)) return isStarted ? "cut-off" : "not-reached";
  if (isCut && traces.length === 0) return "not-reached";
  if (traces.some(({ isKeptBack }) => isKeptBack)) return "not-reached";
  return traces.some(({ isMeant }) => isMeant) ? "done" : "not-meant";
}
