import { type ChangeRun, countChanges, type EnvironmentRun } from "../change/index.ts";
import type { EnvironmentRecord, RunRecord } from "../history/index.ts";
import type { FlowPorts } from "./ports.ts";

/** Keeps what a run did. A run that started nothing leaves no record, since nothing could have changed. */
export async function recordRun(
  run: ChangeRun,
  { history, clock, actor }: Pick<FlowPorts, "history" | "clock" | "actor">,
): Promise<void> {
  const environments = run.environments.filter(({ kind }) => kind !== "removed" && kind !== "not-handled");
  if (environments.length === 0) return;
  const at = clock.now().toISOString();
  const record: RunRecord = {
    kind: run.verb,
    id: `${at}-${run.verb}-${run.commit.slice(0, 12)}`,
    at,
    commit: run.commit,
    by: actor,
    environments: environments.map((each) => recordOf(each, run)),
  };
  await history.record(record);
}

function recordOf(each: EnvironmentRun, { previews }: ChangeRun): EnvironmentRecord {
  const environment = each.affected.name;
  const preview = previews.find(({ affected }) => affected.name === environment);
  const digest = preview?.kind === "planned" ? { digest: preview.digest } : {};
  const none = { environment, ...digest, summary: {}, milliseconds: 0 };
  switch (each.kind) {
    case "ran": {
      const { result = "succeeded", steps = [] } = each.outcome ?? {};
      const waited = each.convergence.kind !== "not-awaited";
      return {
        ...none,
        result,
        summary: { ...countChanges(steps.filter(({ status }) => status === "done")) },
        milliseconds: each.milliseconds,
        ...(waited && { converged: each.convergence.kind === "converged" }),
      };
    }
    case "failed":
      return { ...none, result: "failed", problem: each.problem.message };
    case "not-started":
      return { ...none, result: "not-started", problem: each.because };
    default:
      return { ...none, result: "not-started" };
  }
}
