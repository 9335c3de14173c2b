import type { Files } from "../files.ts";
import { action } from "./actions.ts";
import {
  commitOf,
  groundwork,
  indented,
  installPackages,
  installPulumi,
  type Lines,
  requireState,
  text,
  where,
} from "./lines.ts";
import type { CiSettings } from "./settings.ts";
import { isOfFork, isOwn, stateOf } from "./workflow.ts";
import { signed } from "./written.ts";

const folder = ".github/workflows";

/** Commits of a merge queue are made by GitHub of changes that were approved. */
const isTrusted = `(github.event_name == 'merge_group' || ${isOwn})`;

/** Workflows for GitHub Actions. Names and order of the jobs' steps are of no consequence; which job has which permission is. */
export function githubFiles(settings: CiSettings): Files {
  return {
    [`${folder}/groundwork-preview.yml`]: signed(settings, { body: preview(settings) }),
    [`${folder}/groundwork-report.yml`]: signed(settings, { body: report(settings) }),
    [`${folder}/groundwork-up.yml`]: signed(settings, { body: up(settings) }),
  };
}

function preview(settings: CiSettings): string {
  const { branch, cloud, jobs } = settings;
  const isCloud = cloud === "gcp";
  const affected = `${groundwork} affected --base "$base" --head "$HEAD" --format github-matrix --jobs ${jobs}`;
  return text(
    "#",
    "# Previews a change. These jobs run the change's own code, so none of them may write anything, and none has a token for more",
    "# than reading this repository. groundwork-report.yml posts what they found.",
    "",
    "name: groundwork-preview",
    "on:",
    "  pull_request:",
    `    branches: [${branch}]`,
    "  # What a merge queue is about to land: a queue that demands the check waits for it.",
    "  merge_group:",
    `    branches: [${branch}]`,
    "permissions: {}",
    "concurrency:",
    "  group: groundwork-preview-${{ github.event.pull_request.number || github.ref }}",
    "  cancel-in-progress: true",
    "env:",
    "  HEAD: ${{ github.event.pull_request.head.sha || github.event.merge_group.head_sha }}",
    "jobs:",
    "  affected:",
    ...indented(4, [
      ...runsOn(settings.runner, 15),
      "permissions:",
      "  contents: read",
      "outputs:",
      "  base: ${{ steps.affected.outputs.base }}",
      "  matrix: ${{ steps.affected.outputs.matrix }}",
      "steps:",
      ...indented(2, [
        ...checkout("${{ env.HEAD }}"),
        ...node(settings),
        `- run: ${installPackages}`,
        "- id: affected",
        "  run: |",
        "    # The event names the branch as it was when the change was opened. Every job compares with the commit found here.",
        `    base=${commitOf(branch)}`,
        `    matrix=$(${affected})`,
        '    echo "base=$base" >> "$GITHUB_OUTPUT"',
        '    echo "matrix=$matrix" >> "$GITHUB_OUTPUT"',
      ]),
    ]),
    ...previewJob("preview", settings, { identity: isCloud, ...(isCloud && { only: isTrusted }) }),
    // GitHub gives a fork's job no secrets, but its tokens may be let through by a setting of a private repository.
    ...where(isCloud, [
      "  # From a fork: without the cloud's identity. What cannot be read without it is unknown.",
      ...previewJob("preview-of-fork", settings, {
        identity: false,
        only: `github.event_name == 'pull_request' && ${isOfFork}`,
      }),
    ]),
  );
}

function previewJob(
  name: string,
  settings: CiSettings,
  { identity, only }: { readonly identity: boolean; readonly only?: string },
): Lines {
  const some = `needs.affected.outputs.matrix != '{"include":[]}'`;
  const command = `${groundwork} preview --base "$BASE" --head "$HEAD" --env $ENVIRONMENTS --part "parts/$PART.json" --record file`;
  return indented(2, [
    `${name}:`,
    ...indented(2, [
      "needs: affected",
      `if: ${only === undefined ? some : `${some} && ${only}`}`,
      "strategy:",
      "  fail-fast: false",
      "  matrix: ${{ fromJSON(needs.affected.outputs.matrix) }}",
      ...runsOn(settings.runner, 60),
      "permissions:",
      "  contents: read",
      ...where(identity, ["  id-token: write # the identity that may read"]),
      "steps:",
      ...indented(2, [
        ...checkout("${{ env.HEAD }}"),
        ...node(settings),
        `- run: ${installPackages}`,
        ...where(settings.cloud === "gcp", [`- run: ${installPulumi}`]),
        ...where(identity, googleIdentity("GROUNDWORK_PREVIEW_ACCOUNT")),
        "- env:",
        "    BASE: ${{ needs.affected.outputs.base }}",
        "    ENVIRONMENTS: ${{ matrix.environment }}",
        "    PART: ${{ matrix.part }}",
        ...where(identity, stateOf(settings)),
        "  # ENVIRONMENTS holds names with blanks between them.",
        "  # shellcheck disable=SC2086",
        ...(identity ? ["  run: |", ...indented(4, [...requireState(settings), command])] : [`  run: ${command}`]),
        "- if: always()",
        `  uses: ${action("actions/upload-artifact")}`,
        "  with:",
        "    name: part-${{ matrix.part }}",
        "    path: parts",
        "    if-no-files-found: ignore",
        "    retention-days: 7",
      ]),
    ]),
  ]);
}

function report(settings: CiSettings): string {
  return text(
    "#",
    "# Posts what groundwork-preview.yml found: the comment, the check, the record. The workflow is that of the default branch, and",
    "# so is every program that runs here: of the change there are Git's objects and the parts, which are read and never run.",
    "",
    "name: groundwork-report",
    "on:",
    "  workflow_run:",
    "    workflows: [groundwork-preview]",
    "    types: [completed]",
    "permissions: {}",
    "jobs:",
    "  report:",
    ...indented(4, [
      // A branch can have a workflow of the same name that other events start.
      `if: contains(fromJSON('["pull_request", "merge_group"]'), github.event.workflow_run.event) && github.event.workflow_run.conclusion != 'cancelled'`,
      ...runsOn(settings.runner, 15),
      "permissions:",
      "  actions: read # the parts",
      "  checks: write",
      "  contents: write # the record: refs/notes/groundwork",
      "  pull-requests: write",
      "  statuses: read",
      "env:",
      "  HEAD: ${{ github.event.workflow_run.head_sha }}",
      "  QUEUE: ${{ github.event.workflow_run.event == 'merge_group' && 'yes' || '' }}",
      "steps:",
      ...indented(2, [
        ...checkout(settings.branch, { push: true }),
        '- run: git fetch --quiet --no-tags origin "$HEAD"',
        ...node(settings),
        `- run: ${installPackages}`,
        '- run: mkdir -p "$RUNNER_TEMP/parts"',
        `- uses: ${action("actions/download-artifact")}`,
        "  with:",
        "    pattern: part-*",
        "    path: ${{ runner.temp }}/parts",
        "    run-id: ${{ github.event.workflow_run.id }}",
        "    github-token: ${{ github.token }}",
        "- env:",
        "    GROUNDWORK_FORGE_TOKEN: ${{ github.token }}",
        "  run: |",
        `    ${groundwork} report "$RUNNER_TEMP/parts" --head "$HEAD" --branch ${settings.branch} \\`,
        "      ${QUEUE:+--merge-queue} --forge github",
      ]),
    ]),
  );
}

function up(settings: CiSettings): string {
  const { branch, cloud, approvals, upRunner, runner } = settings;
  const isCloud = cloud === "gcp";
  return text(
    "#",
    "# Brings up what was merged, one run at a time, each merge in its turn. The only job with the identity that may change the cloud.",
    "",
    "name: groundwork-up",
    "on:",
    "  push:",
    `    branches: [${branch}]`,
    "permissions: {}",
    "concurrency:",
    "  group: groundwork-up",
    "  cancel-in-progress: false",
    "  queue: max",
    "jobs:",
    "  up:",
    ...indented(4, [
      `if: github.ref == 'refs/heads/${branch}'`,
      ...runsOn(upRunner ?? runner, 360),
      "environment: groundwork-up",
      "permissions:",
      "  checks: write",
      "  contents: write # the record: refs/notes/groundwork",
      "  deployments: write",
      ...where(isCloud, ["  id-token: write # the identity that may change the cloud"]),
      "  pull-requests: write",
      "  statuses: read",
      "steps:",
      ...indented(2, [
        ...checkout("${{ github.sha }}", { push: true }),
        ...node(settings),
        `- run: ${installPackages}`,
        ...where(isCloud, [`- run: ${installPulumi}`, ...googleIdentity("GROUNDWORK_UP_ACCOUNT")]),
        "- env:",
        "    GROUNDWORK_FORGE_TOKEN: ${{ github.token }}",
        "    BEFORE: ${{ github.event.before }}",
        ...where(isCloud, stateOf(settings)),
        "  run: |",
        ...indented(4, [
          ...where(isCloud, requireState(settings)),
          "# A merge queue lands several merges with one push.",
          `${groundwork} up --yes --since "$BEFORE" --head "$GITHUB_SHA" --branch ${branch} \\`,
          `  --approvals ${approvals} --forge github`,
        ]),
      ]),
    ]),
  );
}

function runsOn(runner: string | undefined, minutes: number): Lines {
  return [`runs-on: ${runner ?? "ubuntu-latest"}`, `timeout-minutes: ${minutes}`];
}

/** The whole history: the base of a change may be any number of commits away. @param push keep the token where Git finds it */
function checkout(ref: string, { push = false } = {}): Lines {
  return [
    `- uses: ${action("actions/checkout")}`,
    "  with:",
    `    ref: ${ref}`,
    "    fetch-depth: 0",
    `    persist-credentials: ${push}`,
  ];
}

/** No cache: one that a change's job filled would be restored in jobs with rights. */
function node({ node: version }: CiSettings): Lines {
  return [
    `- uses: ${action("actions/setup-node")}`,
    "  with:",
    `    node-version: "${version}"`,
    "    package-manager-cache: false",
  ];
}

function googleIdentity(account: string): Lines {
  return [
    `- uses: ${action("google-github-actions/auth")}`,
    "  with:",
    "    workload_identity_provider: ${{ vars.GROUNDWORK_IDENTITY_PROVIDER }}",
    `    service_account: \${{ vars.${account} }}`,
  ];
}
