import { action } from "./actions.ts";
import { checkout, googleIdentity, node, runsOn } from "./github-steps.ts";
import {
  drift,
  driftSchedule,
  groundwork,
  indented,
  installPackages,
  installPulumi,
  type Lines,
  noticeSecrets,
  requireState,
  text,
  where,
} from "./lines.ts";
import type { CiSettings } from "./settings.ts";
import { stateOf } from "./workflow.ts";

/**
 * Looks for drift on a schedule, in as many jobs as previews. GitHub runs a schedule on the default branch alone, and so its programs
 * and its file. The jobs that read the cloud have nothing to write with, and the one that tells people has no identity in the cloud.
 */
export function driftWorkflow(settings: CiSettings): string {
  const { branch, runner, jobs } = settings;
  const onBranch = `github.ref == 'refs/heads/${branch}'`;
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
    "# Two scans at once would read the same.",
    "concurrency:",
    "  group: groundwork-drift",
    "  cancel-in-progress: false",
    "jobs:",
    ...indented(2, [
      "environments:",
      ...indented(2, [
        `if: ${onBranch}`,
        ...runsOn(runner, 15),
        "permissions:",
        "  contents: read",
        "outputs:",
        "  matrix: ${{ steps.environments.outputs.matrix }}",
        "steps:",
        ...indented(2, [
          ...prepared(settings),
          "- id: environments",
          "  run: |",
          ...indented(4, [
            `matrix=$(${groundwork} env list --format github-matrix --jobs ${jobs})`,
            'echo "matrix=$matrix" >> "$GITHUB_OUTPUT"',
          ]),
        ]),
      ]),
      "scan:",
      ...indented(2, [
        "needs: environments",
        `if: needs.environments.outputs.matrix != '{"include":[]}'`,
        "strategy:",
        "  fail-fast: false",
        "  matrix: ${{ fromJSON(needs.environments.outputs.matrix) }}",
        ...runsOn(runner, 60),
        "permissions:",
        "  contents: read",
        "  id-token: write # the identity that may read",
        "steps:",
        ...indented(2, [
          ...prepared(settings, { pulumi: true, token: true }),
          ...googleIdentity("GROUNDWORK_PREVIEW_ACCOUNT"),
          "- env:",
          "    ENVIRONMENTS: ${{ matrix.environment }}",
          "    PART: ${{ matrix.part }}",
          ...stateOf(settings),
          "  # ENVIRONMENTS holds names with blanks between them.",
          "  # shellcheck disable=SC2086",
          "  run: |",
          ...indented(4, [
            ...requireState(settings),
            "mkdir -p parts",
            `${groundwork} drift --env $ENVIRONMENTS --json > "parts/$PART.json"`,
          ]),
          "- if: always()",
          `  uses: ${action("actions/upload-artifact")}`,
          "  with:",
          "    name: part-${{ matrix.part }}",
          "    path: parts",
          "    if-no-files-found: ignore",
          "    retention-days: 7",
        ]),
      ]),
      "# Also where a scan failed: what it did not compare is unknown.",
      "drift:",
      ...indented(2, [
        "needs: [environments, scan]",
        `if: always() && ${onBranch} && needs.environments.result == 'success'`,
        ...runsOn(runner, 15),
        "permissions:",
        "  contents: write # what was told: refs/notes/groundwork",
        "  issues: write # where people are told by issues",
        "steps:",
        ...indented(2, [
          ...prepared(settings, { token: true }),
          '- run: mkdir -p "$RUNNER_TEMP/parts"',
          `- uses: ${action("actions/download-artifact")}`,
          "  with:",
          "    pattern: part-*",
          "    path: ${{ runner.temp }}/parts",
          "- env:",
          "    GROUNDWORK_FORGE_TOKEN: ${{ github.token }}",
          ...noticeSecrets(settings),
          "  run: |",
          ...indented(4, [
            "ended=0",
            `${drift('"$RUNNER_TEMP/drift.md"', ' --merge "$RUNNER_TEMP/parts" --forge github')} || ended=$?`,
            'if [ -f "$RUNNER_TEMP/drift.md" ]; then cat "$RUNNER_TEMP/drift.md" >> "$GITHUB_STEP_SUMMARY"; fi',
            'exit "$ended"',
          ]),
        ]),
      ]),
    ]),
  );
}

/**
 * All jobs compare with one commit, that of the event: the branch may move on between them.
 *
 * @param token the record and the leases are read with it, by Git
 */
function prepared(settings: CiSettings, { pulumi = false, token = false } = {}): Lines {
  return [
    ...checkout("${{ github.sha }}", { push: token }),
    ...node(settings),
    `- run: ${installPackages}`,
    ...where(pulumi, [`- run: ${installPulumi}`]),
  ];
}
