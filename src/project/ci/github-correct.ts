import { changingJob, queueOfChanges } from "./github-steps.ts";
import { correct, correctSchedule, indented, text } from "./lines.ts";
import type { CiSettings } from "./settings.ts";

/**
 * Does with drift what the file of corrections says, on a schedule, with the identity of `up` and in its queue. GitHub runs a schedule on the
 * default branch alone. What is checked out is the branch when the job's turn comes: an environment is corrected to no other commit.
 */
export function correctWorkflow(settings: CiSettings): string {
  const { branch } = settings;
  return text(
    "#",
    "# Undoes what was changed in the cloud, or proposes to declare it, as environments/corrections.yaml of the branch says. It runs no",
    "# code but the branch's own, in one queue with what brings merges up.",
    "",
    "name: groundwork-correct",
    "on:",
    "  schedule:",
    `    - cron: "${correctSchedule}"`,
    "  workflow_dispatch:",
    "permissions: {}",
    ...queueOfChanges,
    "jobs:",
    "  correct:",
    ...indented(4, [
      `if: github.ref == 'refs/heads/${branch}'`,
      ...changingJob(settings, {
        ref: branch,
        command: [
          "ended=0",
          `${correct(settings, '"$RUNNER_TEMP/correct.md"', " --forge github")} || ended=$?`,
          'if [ -f "$RUNNER_TEMP/correct.md" ]; then cat "$RUNNER_TEMP/correct.md" >> "$GITHUB_STEP_SUMMARY"; fi',
          'exit "$ended"',
        ],
      }),
    ]),
  );
}
