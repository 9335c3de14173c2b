import { expect } from "vitest";
import type { MachinesDiff, TaskFinding } from "../../../../src/playbook/index.ts";
import type { CheckModeCase } from "./case.ts";

/** Holds a comparison to what a case says of it. */
export function expectVerdicts(
  diff: MachinesDiff,
  { verdicts, findings, because = {}, problems }: CheckModeCase,
): void {
  expect(diff.problems.join("\n")).toMatch(problems ?? /^$/);
  const first = diff.machines.find(({ machine }) => machine === "web-1");
  const byTask = (pick: (finding: TaskFinding) => string) =>
    Object.fromEntries((first?.findings ?? []).map((finding) => [finding.task, pick(finding)]));
  expect(byTask(({ verdict }) => verdict)).toEqual(findings);
  expect(Object.fromEntries(diff.machines.map(({ machine, verdict }) => [machine, verdict]))).toEqual(verdicts);
  for (const [task, words] of Object.entries(because)) expect(byTask((each) => each.because)[task]).toMatch(words);
}
