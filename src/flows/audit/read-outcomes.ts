import { lastOutcomes, mergesOf, type RunOutcomes } from "../../change/index.ts";
import { isRun } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { commitsOf } from "./branch-line.ts";

/** How the last run of each environment ended, and how long its merges took. @throws {RecordUnreachable} {@link RecordRewritten} */
export async function readOutcomes({ git, history }: Pick<FlowPorts, "git" | "history">): Promise<RunOutcomes> {
  const { records } = await history.list();
  const { lost } = await history.lastRuns();
  const runs = records.filter(isRun);
  const commits = await commitsOf(runs.filter(({ kind }) => kind === "up").flatMap(mergesOf), [], git);
  const known = [...commits].flatMap(([id, commit]) => ("problem" in commit ? [] : [[id, commit] as const]));
  return { outcomes: lastOutcomes(runs, new Map(known)), lost };
}
