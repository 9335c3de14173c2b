import { action } from "./actions.ts";
import { indented, installPackages, installPulumi, type Lines, requireState, where } from "./lines.ts";
import type { CiSettings } from "./settings.ts";
import { stateOf } from "./workflow.ts";

/** Parts that the jobs of GitHub's workflows have in common. */

export function runsOn(runner: string | undefined, minutes: number): Lines {
  return [`runs-on: ${runner ?? "ubuntu-latest"}`, `timeout-minutes: ${minutes}`];
}

/** The whole history: the base of a change may be any number of commits away. @param push keep the token where Git finds it */
export function checkout(ref: string, { push = false } = {}): Lines {
  return [
    `- uses: ${action("actions/checkout")}`,
    "  with:",
    `    ref: ${ref}`,
    "    fetch-depth: 0",
    `    persist-credentials: ${push}`,
  ];
}

/** No cache: one that a change's job filled would be restored in jobs with rights. */
export function node({ node: version }: CiSettings): Lines {
  return [
    `- uses: ${action("actions/setup-node")}`,
    "  with:",
    `    node-version: "${version}"`,
    "    package-manager-cache: false",
  ];
}

export function googleIdentity(account: string): Lines {
  return [
    `- uses: ${action("google-github-actions/auth")}`,
    "  with:",
    "    workload_identity_provider: ${{ vars.GROUNDWORK_IDENTITY_PROVIDER }}",
    `    service_account: \${{ vars.${account} }}`,
  ];
}

/** The queue of what may change the cloud: one run at a time, each in its turn. */
export const queueOfChanges: Lines = [
  "concurrency:",
  "  group: groundwork-up",
  "  cancel-in-progress: false",
  "  queue: max",
];

export interface ChangingJob {
  /** What is checked out. */
  readonly ref: string;
  /** Lines of the job that stand before its identity. */
  readonly queue?: Lines;
  /** More variables of the command, as lines of `env`. */
  readonly variables?: Lines;
  readonly command: Lines;
}

/** A job that has the identity which may change the cloud, from its runner on: that of a merge, and that of a command in a comment. */
export function changingJob(settings: CiSettings, { ref, queue = [], variables = [], command }: ChangingJob): Lines {
  const { cloud, upRunner, runner } = settings;
  const isCloud = cloud === "gcp";
  return [
    ...runsOn(upRunner ?? runner, 360),
    ...queue,
    "environment: groundwork-up",
    "permissions:",
    "  checks: write",
    "  contents: write # the record: refs/notes/groundwork; branches of proposals",
    "  deployments: write",
    ...where(isCloud, ["  id-token: write # the identity that may change the cloud"]),
    "  issues: write # about what a person has to see to",
    "  pull-requests: write",
    "  statuses: read",
    "steps:",
    ...indented(2, [
      ...checkout(ref, { push: true }),
      ...node(settings),
      `- run: ${installPackages}`,
      ...where(isCloud, [`- run: ${installPulumi}`, ...googleIdentity("GROUNDWORK_UP_ACCOUNT")]),
      "- env:",
      "    GROUNDWORK_FORGE_TOKEN: ${{ github.token }}",
      ...variables,
      ...where(isCloud, stateOf(settings)),
      "  run: |",
      ...indented(4, [...where(isCloud, requireState(settings)), ...command]),
    ]),
  ];
}
