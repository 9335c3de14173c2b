import { expect } from "vitest";
import type { MachinesDiff, TaskFinding } from "../../../../src/playbook/index.ts";
import type { CheckModeCase } from "./case.ts";

/** Of all machines, and of each task of the first one that is more than in sync. */
export function verdictsIn(diff: MachinesDiff): object {
  const machines = Object.fromEntries(diff.machines.map(({ machine, verdict }) => [machine, verdict]));
  return { machines, tasks: ofFirst(diff, ({ verdict }) => verdict) };
}

export function expectedVerdicts({ verdicts, findings }: CheckModeCase): object {
  return { machines: verdicts, tasks: findings };
}

/** Problems of the run, and the reasons of the first machine's tasks. */
export function reasonsIn(diff: MachinesDiff): object {
  return { problems: diff.problems.join("\n"), tasks: ofFirst(diff, ({ because }) => because) };
}

export function expectedReasons({ because = {}, problems = /^$/u }: CheckModeCase): object {
  const tasks = Object.entries(because).map(([task, words]) => [task, expect.stringMatching(words)]);
  return { problems: expect.stringMatching(problems), tasks: expect.objectContaining(Object.fromEntries(tasks)) };
}

function ofFirst(diff: MachinesDiff, pick: (finding: TaskFinding) => string): Readonly<Record<string, string>> {
  const first = diff.machines.find(({ machine }) => machine === "web-1");
  return Object.fromEntries((first?.findings ?? []).map((finding) => [finding.task, pick(finding)]));
}
