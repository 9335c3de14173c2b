import type { Files } from "../files.ts";
import {
  commitOf,
  correct,
  correctSchedule,
  drift,
  driftSchedule,
  fetchTag,
  groundwork,
  indented,
  installPackages,
  installPulumi,
  type Lines,
  noticeSecrets,
  protectTags,
  requireState,
  text,
  upOfTag,
  where,
} from "./lines.ts";
import { handedOut, handedOver, outputsOfPart, takenIn } from "./part-outputs.ts";
import { type CiContext, type CiSettings, giteaLabel, isCorrecting } from "./settings.ts";
import {
  hasCommand,
  isOfFork,
  isOfPerson,
  isOwn,
  onNewComment,
  respondHere,
  respondWithIdentity,
  stateOf,
} from "./workflow.ts";
import { signed } from "./written.ts";

const folder = ".gitea/workflows";

/**
 * Workflows for Gitea Actions and Forgejo. They use no action: those that Gitea offers come from another site, so the checkout is made
 * by Git, and a part goes to the job that posts it as outputs of the job that made it.
 */
export function giteaFiles(settings: CiSettings, context: CiContext): Files {
  return {
    [`${folder}/groundwork-preview.yml`]: signed(settings, { body: preview(settings) }),
    [`${folder}/groundwork-fork.yml`]: signed(settings, { body: fork(settings) }),
    [`${folder}/groundwork-respond.yml`]: signed(settings, { body: respond(settings) }),
    [`${folder}/groundwork-up.yml`]: signed(settings, { body: up(settings) }),
    ...(settings.cloud === "gcp" && {
      [`${folder}/groundwork-drift.yml`]: signed(settings, { body: driftWorkflow(settings) }),
    }),
    ...(isCorrecting(settings, context) && {
      [`${folder}/groundwork-correct.yml`]: signed(settings, { body: correctWorkflow(settings) }),
    }),
  };
}

/**
 * The change's own code runs in the last step of its job alone: a step decides the variables and the search path of those after it.
 */
function preview(settings: CiSettings): string {
  const { branch, cloud } = settings;
  const isCloud = cloud === "gcp";
  const installed = (withPulumi: boolean): Lines => [
    `BASE=${commitOf(branch)}`,
    installPackages,
    ...where(withPulumi, [installPulumi]),
  ];
  return text(
    "#",
    "# Previews a change of this repository's own branches, and of forks. The change's own code runs in the last step of its job, which",
    "# has no token: a step decides what those after it start. The report is a job of its own, whose programs are those",
    "# of the protected branch: it gets the part as outputs of the preview. Who may push a branch here can change this file on it, and",
    "# has to be trusted with the token. A fork's job has none.",
    "",
    "name: groundwork-preview",
    "on:",
    "  pull_request:",
    `    branches: [${branch}]`,
    "permissions: {}",
    "env:",
    "  HEAD: ${{ github.event.pull_request.head.sha }}",
    "jobs:",
    ...indented(2, [
      "preview:",
      ...indented(2, [
        `if: ${isOwn}`,
        ...runsOn(settings),
        ...outputsOfPart("preview"),
        "steps:",
        ...indented(2, [
          ...checkout('"$HEAD"', { token: true }),
          "- name: Preview",
          "  id: preview",
          ...where(isCloud, ["  env:", ...stateOf(settings)]),
          "  run: |",
          ...indented(4, [
            ...where(isCloud, requireState(settings)),
            ...installed(isCloud),
            "ended=0",
            `${groundwork} preview --base "$BASE" --head "$HEAD" --part parts/all.json --record file || ended=$?`,
            ...handedOut("parts/all.json"),
            'exit "$ended"',
          ]),
        ]),
      ]),
      "# Made also where the preview failed: it says what was not previewed.",
      "report:",
      ...indented(2, [
        "needs: preview",
        `if: always() && ${isOwn}`,
        ...runsOn(settings),
        "steps:",
        ...indented(2, [
          ...checkout(`"origin/${branch}"`, { token: true }),
          `- run: ${installPackages}`,
          "- name: Report",
          "  env:",
          "    NUMBER: ${{ github.event.pull_request.number }}",
          ...handedOver("preview"),
          ...forgeToken,
          "  run: |",
          ...indented(4, [
            "mkdir -p parts",
            ...takenIn("parts/all.json"),
            `${groundwork} report parts --head "$HEAD" --branch ${branch} --change-request "$NUMBER" \\`,
            "  --forge gitea",
          ]),
        ]),
      ]),
      "# From a fork: rehearsed by the protected branch's Groundwork, which confines the change's program, without any token or secret.",
      "# Its result is the job's log; groundwork-fork.yml posts what is affected.",
      "preview-of-fork:",
      ...indented(2, [
        `if: ${isOfFork}`,
        ...runsOn(settings),
        "steps:",
        ...indented(2, [
          ...checkout(`"origin/${branch}"`, { token: false }),
          `- run: ${installPackages}`,
          `- run: ${groundwork} preview --base "origin/${branch}" --head "$HEAD" --record file --outside`,
        ]),
      ]),
    ]),
  );
}

function fork(settings: CiSettings): string {
  const { branch } = settings;
  return text(
    "#",
    "# Says on a fork's change what it affects, and that none of it was previewed with the rights that it needs. The workflow and every",
    "# program are those of the protected branch: of the change there are Git's objects, which are read and never run.",
    "",
    "name: groundwork-fork",
    "on:",
    "  pull_request_target:",
    `    branches: [${branch}]`,
    "permissions: {}",
    "env:",
    "  HEAD: ${{ github.event.pull_request.head.sha }}",
    "  NUMBER: ${{ github.event.pull_request.number }}",
    "jobs:",
    "  report:",
    ...indented(4, [
      `if: ${isOfFork}`,
      ...runsOn(settings),
      "steps:",
      ...indented(2, [
        ...checkout(`"origin/${branch}"`, { token: true }),
        `- run: ${installPackages}`,
        "- env:",
        ...forgeToken,
        `  run: ${groundwork} report --head "$HEAD" --branch ${branch} --change-request "$NUMBER" --forge gitea`,
      ]),
    ]),
  );
}

/** Commands in comments, but for previews: Gitea has no call that runs the jobs of a change again, and these ones have the token. */
function respond(settings: CiSettings): string {
  const { branch, approvals, upRunner } = settings;
  const flags = `--branch ${branch} --approvals ${approvals} --forge gitea`;
  return text(
    "#",
    "# Carries out the commands in comments of a change request. The workflow is that of the default branch. What a comment says",
    "# reaches no shell: it decides which jobs start, and they read it again from Gitea. No code of a change runs here: a preview is",
    "# started by a push, and by closing the change request and opening it again.",
    "",
    ...onNewComment,
    ...indented(2, [
      "respond:",
      ...indented(2, [
        `if: github.event.is_pull && ${isOfPerson} && ${hasCommand()}`,
        ...runsOn(settings),
        "steps:",
        ...indented(2, [
          ...checkout(`"origin/${branch}"`, { token: true }),
          `- run: ${installPackages}`,
          "- name: Respond",
          "  env:",
          ...forgeToken,
          "  run: |",
          ...indented(4, [
            `${groundwork} respond --event "$GITHUB_EVENT_PATH" --no-preview --commands ${respondHere} \\`,
            `  ${flags}`,
          ]),
        ]),
      ]),
      "# It does what the job of a merge does, and waits for the environments that one holds. Gitea ends runs that wait in a group for a",
      "# newer one, so that in the group of merges a comment would end the run of a merge. Each run here answers every comment that waits.",
      "up:",
      ...indented(2, [
        `if: github.event.is_pull && ${isOfPerson} && (${hasCommand("up")} || ${hasCommand("destroy")})`,
        ...runsOn(settings, upRunner),
        "concurrency:",
        "  group: groundwork-respond-up-${{ github.event.issue.number }}",
        "  cancel-in-progress: false",
        ...changingSteps(settings, `"origin/${branch}"`, [
          `${groundwork} respond --event "$GITHUB_EVENT_PATH" --commands ${respondWithIdentity} --wait-for-lock \\`,
          `  ${flags}`,
        ]),
      ]),
    ]),
  );
}

const tagsApart = "${{ startsWith(github.ref, 'refs/tags/') && github.ref || 'groundwork-up' }}";

function up(settings: CiSettings): string {
  const { branch, tags, approvals, upRunner } = settings;
  return text(
    "#",
    "# Brings up what was merged. Gitea gives jobs no identity of a cloud: that of the runner's machine is taken.",
    ...where(tags !== undefined, protectTags),
    "",
    "name: groundwork-up",
    "on:",
    "  push:",
    `    branches: [${branch}]`,
    ...where(tags !== undefined, [`    tags: ["${tags}"]`]),
    "permissions: {}",
    "concurrency:",
    // Of runs that wait in a group Gitea keeps the newest alone, and no other takes up what a tag brings.
    `  group: ${tags === undefined ? "groundwork-up" : tagsApart}`,
    "  cancel-in-progress: false",
    "env:",
    "  HEAD: ${{ github.sha }}",
    "jobs:",
    "  up:",
    ...indented(4, [
      `if: github.ref == 'refs/heads/${branch}'`,
      ...runsOn(settings, upRunner),
      ...changingSteps(settings, '"$HEAD"', [
        "# Gitea ends runs that wait in the group, and older versions know none: this one takes up the merges of the others.",
        `${groundwork} up --yes --queue --head "$HEAD" --branch ${branch} --approvals ${approvals} --forge gitea`,
      ]),
    ]),
    ...where(tags !== undefined, [
      "  up-by-tag:",
      ...indented(4, [
        "if: startsWith(github.ref, 'refs/tags/')",
        "env:",
        "  TAG: ${{ github.ref_name }}",
        ...runsOn(settings, upRunner),
        ...changingSteps(settings, `"origin/${branch}"`, [
          fetchTag("TAG"),
          ...upOfTag(settings, "TAG", " --forge gitea"),
        ]),
      ]),
    ]),
  );
}

function driftWorkflow(settings: CiSettings): string {
  const { branch } = settings;
  return text(
    "#",
    "# Says what stands and is not what the branch declares, and tells people of it as environments/notifications.yaml says. It reads the",
    "# cloud with what the machine of the runner may read.",
    "",
    "name: groundwork-drift",
    "on:",
    "  schedule:",
    `    - cron: "${driftSchedule}"`,
    "permissions: {}",
    "concurrency:",
    "  group: groundwork-drift",
    "  cancel-in-progress: false",
    "jobs:",
    "  drift:",
    ...indented(4, [
      ...runsOn(settings),
      "steps:",
      ...indented(2, [
        ...checkout(`"origin/${branch}"`, { token: true }),
        `- run: ${installPackages}`,
        `- run: ${installPulumi}`,
        "- env:",
        ...forgeToken,
        ...noticeSecrets(settings),
        ...stateOf(settings),
        "  run: |",
        ...indented(4, [...requireState(settings), drift("drift.md", " --forge gitea")]),
      ]),
    ]),
  );
}

/** In a queue of its own: Gitea ends runs that wait for a newer one of their queue, and a merge's would be lost. Leases keep them apart. */
function correctWorkflow(settings: CiSettings): string {
  const { branch, upRunner } = settings;
  return text(
    "#",
    "# Undoes what was changed in the cloud, or proposes to declare it, as environments/corrections.yaml of the branch says, with the",
    "# identity of the machine that brings merges up.",
    "",
    "name: groundwork-correct",
    "on:",
    "  schedule:",
    `    - cron: "${correctSchedule}"`,
    "permissions: {}",
    "concurrency:",
    "  group: groundwork-correct",
    "  cancel-in-progress: false",
    "jobs:",
    "  correct:",
    ...indented(4, [
      ...runsOn(settings, upRunner),
      ...changingSteps(settings, `"origin/${branch}"`, [correct(settings, "correct.md", " --forge gitea")]),
    ]),
  );
}

/** Of a job that may change the cloud: that of a merge, and that of a command in a comment. @param ref what is checked out, quoted */
function changingSteps(settings: CiSettings, ref: string, command: Lines): Lines {
  const isCloud = settings.cloud === "gcp";
  return [
    "steps:",
    ...indented(2, [
      ...checkout(ref, { token: true }),
      `- run: ${installPackages}`,
      ...where(isCloud, [`- run: ${installPulumi}`]),
      "- env:",
      ...forgeToken,
      ...where(isCloud, stateOf(settings)),
      "  run: |",
      ...indented(4, [...where(isCloud, requireState(settings)), ...command]),
    ]),
  ];
}

/**
 * The token reaches Git by its environment: in an address or an argument other processes would see it, and in a file later steps. Git sends
 * it to this server alone: packages may come from other ones.
 */
const gitToken = [
  '    GIT_CONFIG_COUNT: "1"',
  "    GIT_CONFIG_KEY_0: http.${{ github.server_url }}.extraHeader",
  '    GIT_CONFIG_VALUE_0: "Authorization: token ${{ secrets.GROUNDWORK_FORGE_TOKEN }}"',
];
const forgeToken = ["    GROUNDWORK_FORGE_TOKEN: ${{ secrets.GROUNDWORK_FORGE_TOKEN }}", ...gitToken];

function checkout(commit: string, { token }: { readonly token: boolean }): Lines {
  return [
    "- name: Check out",
    "  env:",
    "    SERVER: ${{ github.server_url }}",
    "    REPOSITORY: ${{ github.repository }}",
    // A comment's event is one of an issue.
    "    REQUEST: ${{ github.event.pull_request.number || github.event.issue.number }}",
    ...where(token, gitToken),
    "  run: |",
    ...indented(4, [
      "git init --quiet .",
      'git remote add origin "${SERVER%/}/$REPOSITORY.git"',
      "git fetch --quiet origin",
      'if [ -n "$REQUEST" ]; then git fetch --quiet origin "refs/pull/$REQUEST/head"; fi',
      `git checkout --quiet --detach ${commit}`,
    ]),
  ];
}

/** A runner brings its own Node, unless the jobs have an image. */
function runsOn({ runner, image }: CiSettings, label = runner): Lines {
  return [`runs-on: ${label ?? giteaLabel}`, ...where(image !== undefined, [`container: ${image}`])];
}
