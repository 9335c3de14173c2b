import { checkout, googleIdentity, node, runsOn } from "./github-steps.ts";
import {
  drift,
  driftSchedule,
  indented,
  installPackages,
  installPulumi,
  noticeSecrets,
  requireState,
  text,
} from "./lines.ts";
import type { CiSettings } from "./settings.ts";
import { stateOf } from "./workflow.ts";

/** Looks for drift on a schedule. GitHub runs a schedule on the default branch alone, and so its programs and its file. */
export function driftWorkflow(settings: CiSettings): string {
  const { branch, runner } = settings;
  return text(
    "#",
    "# Says what stands and is not what the branch declares, and tells people of it as environments/notifications.yaml says. It reads the",
    "# cloud, and has nothing to change it with.",
    "",
    "name: groundwork-drift",
    "on:",
    "  schedule:",
    `    - cron: "${driftSchedule}"`,
    "  workflow_dispatch:",
    "permissions: {}",
    "# Two scans at once would read the same and tell it twice.",
    "concurrency:",
    "  group: groundwork-drift",
    "  cancel-in-progress: false",
    "jobs:",
    "  drift:",
    ...indented(4, [
      `if: github.ref == 'refs/heads/${branch}'`,
      ...runsOn(runner, 60),
      "permissions:",
      "  contents: write # what was told: refs/notes/groundwork",
      "  id-token: write # the identity that may read",
      "  issues: write # where people are told by issues",
      "steps:",
      ...indented(2, [
        ...checkout(branch, { push: true }),
        ...node(settings),
        `- run: ${installPackages}`,
        `- run: ${installPulumi}`,
        ...googleIdentity("GROUNDWORK_PREVIEW_ACCOUNT"),
        "- env:",
        "    GROUNDWORK_FORGE_TOKEN: ${{ github.token }}",
        ...noticeSecrets(settings),
        ...stateOf(settings),
        "  run: |",
        ...indented(4, [
          ...requireState(settings),
          "ended=0",
          `${drift('"$RUNNER_TEMP/drift.md"', " --forge github")} || ended=$?`,
          'if [ -f "$RUNNER_TEMP/drift.md" ]; then cat "$RUNNER_TEMP/drift.md" >> "$GITHUB_STEP_SUMMARY"; fi',
          'exit "$ended"',
        ]),
      ]),
    ]),
  );
}
