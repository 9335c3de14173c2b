import type { Files } from "../files.ts";
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
import { handedOut, handedOver, outputsOfPart, takenIn } from "./part-outputs.ts";
import { type CiSettings, giteaLabel } from "./settings.ts";
import { isOfFork, isOwn, stateOf } from "./workflow.ts";
import { signed } from "./written.ts";

const folder = ".gitea/workflows";

/**
 * Workflows for Gitea Actions and Forgejo. They use no action: those that Gitea offers come from another site, so the checkout is made
 * by Git, and a part goes to the job that posts it as outputs of the job that made it.
 */
export function giteaFiles(settings: CiSettings): Files {
  return {
    [`${folder}/groundwork-preview.yml`]: signed(settings, { body: preview(settings) }),
    [`${folder}/groundwork-fork.yml`]: signed(settings, { body: fork(settings) }),
    [`${folder}/groundwork-up.yml`]: signed(settings, { body: up(settings) }),
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
      "# From a fork: without any token or secret. Its result is the job's log; groundwork-fork.yml posts what is affected.",
      "preview-of-fork:",
      ...indented(2, [
        `if: ${isOfFork}`,
        ...runsOn(settings),
        "steps:",
        ...indented(2, [
          ...checkout('"$HEAD"', { token: false }),
          "- run: |",
          ...indented(4, [...installed(isCloud), `${groundwork} preview --base "$BASE" --head "$HEAD" --record file`]),
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

function up(settings: CiSettings): string {
  const { branch, cloud, approvals, upRunner } = settings;
  const isCloud = cloud === "gcp";
  return text(
    "#",
    "# Brings up what was merged. Gitea gives jobs no identity of a cloud: that of the runner's machine is taken.",
    "",
    "name: groundwork-up",
    "on:",
    "  push:",
    `    branches: [${branch}]`,
    "permissions: {}",
    "concurrency:",
    "  group: groundwork-up",
    "  cancel-in-progress: false",
    "env:",
    "  HEAD: ${{ github.sha }}",
    "jobs:",
    "  up:",
    ...indented(4, [
      `if: github.ref == 'refs/heads/${branch}'`,
      ...runsOn(settings, upRunner),
      "steps:",
      ...indented(2, [
        ...checkout('"$HEAD"', { token: true }),
        `- run: ${installPackages}`,
        ...where(isCloud, [`- run: ${installPulumi}`]),
        "- env:",
        ...forgeToken,
        ...where(isCloud, stateOf(settings)),
        "  run: |",
        ...indented(4, [
          ...where(isCloud, requireState(settings)),
          "# Older versions of Gitea know no concurrency: then the second run waits for the first one's environments.",
          `${groundwork} up --yes --wait-for-lock --head "$HEAD" --branch ${branch} --approvals ${approvals} --forge gitea`,
        ]),
      ]),
    ]),
  );
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
    "    REQUEST: ${{ github.event.pull_request.number }}",
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
