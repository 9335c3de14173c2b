import type { Files } from "../files.ts";
import { action } from "./actions.ts";
import { correctWorkflow } from "./github-correct.ts";
import { driftWorkflow } from "./github-drift.ts";
import { respondWorkflow } from "./github-respond.ts";
import { changingJob, checkout, googleIdentity, node, queueOfChanges, runsOn } from "./github-steps.ts";
import {
  commitOf,
  groundwork,
  indented,
  installPackages,
  installPulumi,
  type Lines,
  protectTags,
  requireState,
  text,
  upOfTag,
  where,
} from "./lines.ts";
import { type CiContext, type CiSettings, isCorrecting } from "./settings.ts";
import { isOfFork, isOwn, stateOf } from "./workflow.ts";
import { signed } from "./written.ts";

const folder = ".github/workflows";

/** Commits of a merge queue are made by GitHub of changes that were approved. */
const isTrusted = `(github.event_name == 'merge_group' || ${isOwn})`;

const isRequestOfFork = `github.event_name == 'pull_request' && ${isOfFork}`;

/** Of a fork's change there are Git's objects alone: what runs is the protected branch's, and confines the change's own program. */
const ofProtectedBranch = ({ branch }: CiSettings): string => `git checkout --quiet --detach origin/${branch}`;

/** Workflows for GitHub Actions. Names and order of the jobs' steps are of no consequence; which job has which permission is. */
export function githubFiles(settings: CiSettings, context: CiContext): Files {
  return {
    [`${folder}/groundwork-preview.yml`]: signed(settings, { body: preview(settings) }),
    [`${folder}/groundwork-report.yml`]: signed(settings, { body: report(settings) }),
    [`${folder}/groundwork-respond.yml`]: signed(settings, { body: respondWorkflow(settings) }),
    [`${folder}/groundwork-up.yml`]: signed(settings, { body: up(settings) }),
    ...(settings.cloud === "gcp" && {
      [`${folder}/groundwork-drift.yml`]: signed(settings, { body: driftWorkflow(settings) }),
    }),
    ...(isCorrecting(settings, context) && {
      [`${folder}/groundwork-correct.yml`]: signed(settings, { body: correctWorkflow(settings) }),
    }),
  };
}

function preview(settings: CiSettings): string {
  const { branch, cloud, jobs } = settings;
  const isCloud = cloud === "gcp";
  const affected = `${groundwork} affected --base "$base" --head "$HEAD" --format github-matrix --jobs ${jobs}`;
  return text(
    "#",
    "# Previews a change. These jobs run the change's own code, so none of them may write anything, and none has a token for more",
    "# than reading this repository. Of a change from a fork they run its program alone, confined, by the Groundwork of the protected",
    "# branch. groundwork-report.yml posts what they found.",
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
        `- if: ${isRequestOfFork}`,
        `  run: ${ofProtectedBranch(settings)}`,
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
    ...previewJob("preview", settings, { identity: isCloud, only: isTrusted }),
    // GitHub gives a fork's job no secrets, but its tokens may be let through by a setting of a private repository.
    "  # From a fork: rehearsed, without the cloud's identity.",
    ...previewJob("preview-of-fork", settings, { identity: false, outside: true, only: isRequestOfFork }),
  );
}

interface PreviewJob {
  /** Has the identity that may read the cloud. */
  readonly identity: boolean;
  /** Confines the program of the change. */
  readonly outside?: boolean;
  readonly only: string;
}

function previewJob(name: string, settings: CiSettings, { identity, outside = false, only }: PreviewJob): Lines {
  const some = `needs.affected.outputs.matrix != '{"include":[]}'`;
  const command = `${groundwork} preview --base "$BASE" --head "$HEAD" --env $ENVIRONMENTS --part "parts/$PART.json" --record file${outside ? " --outside" : ""}`;
  return indented(2, [
    `${name}:`,
    ...indented(2, [
      "needs: affected",
      `if: ${some} && ${only}`,
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
        ...where(outside, [
          `- run: ${ofProtectedBranch(settings)}`,
          "# The images of GitHub forbid the namespaces that confine the program. Where this is not allowed, the preview says so.",
          "- run: sudo -n sysctl -q -w kernel.apparmor_restrict_unprivileged_userns=0 || true",
        ]),
        ...node(settings),
        `- run: ${installPackages}`,
        ...where(settings.cloud === "gcp" && !outside, [`- run: ${installPulumi}`]),
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
  const { branch, tags, approvals } = settings;
  return text(
    "#",
    "# Brings up what was merged, one run at a time, merges that wait together. The only job with the identity that may change the cloud.",
    ...where(tags !== undefined, protectTags),
    "",
    "name: groundwork-up",
    "on:",
    "  push:",
    `    branches: [${branch}]`,
    ...where(tags !== undefined, [`    tags: ["${tags}"]`]),
    "permissions: {}",
    ...queueOfChanges,
    "jobs:",
    "  up:",
    ...indented(4, [
      `if: github.ref == 'refs/heads/${branch}'`,
      ...changingJob(settings, {
        ref: "${{ github.sha }}",
        variables: ["    BEFORE: ${{ github.event.before }}"],
        command: [
          "# Merges that came meanwhile are brought up together; the jobs that they started then find nothing left to do.",
          `${groundwork} up --yes --queue --since "$BEFORE" --head "$GITHUB_SHA" --branch ${branch} \\`,
          `  --approvals ${approvals} --forge github`,
        ],
      }),
    ]),
    ...where(tags !== undefined, [
      "  up-by-tag:",
      ...indented(4, [
        "if: github.ref_type == 'tag'",
        ...changingJob(settings, {
          ref: branch,
          variables: ["    TAG: ${{ github.ref_name }}"],
          command: upOfTag(settings, "TAG", " --forge github"),
        }),
      ]),
    ]),
  );
}
