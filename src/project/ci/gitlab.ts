import type { Files } from "../files.ts";
import {
  cloudAccess,
  correct,
  drift,
  fetchBranch,
  fetchTag,
  groundwork,
  imageOf,
  indented,
  installPackages,
  installPulumi,
  type Lines,
  partsApart,
  protectedPrograms,
  protectTags,
  text,
  upOfTag,
  where,
} from "./lines.ts";
import { type CiContext, type CiSettings, isCorrecting } from "./settings.ts";
import { signed } from "./written.ts";

/** The jobs, apart from a project's own file, which includes them. */
export const gitlabJobs = ".gitlab/groundwork.yml";

/** The merge request is one of this project's own branches, and the pipeline runs in this project. */
const isOwn = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID && $CI_MERGE_REQUEST_PROJECT_ID == $CI_PROJECT_ID";
/** Of a merged-results pipeline the commit is a merge; the change's own head is beside it. */
const headLine = 'HEAD="${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}"';

/** Jobs for GitLab CI, and the file that includes them. */
export function gitlabFiles(settings: CiSettings, context: CiContext): Files {
  return {
    ".gitlab-ci.yml": `include:\n  - local: /${gitlabJobs}\n`,
    [gitlabJobs]: signed(settings, { body: jobs(settings, context) }),
  };
}

function jobs(settings: CiSettings, context: CiContext): string {
  const { branch, tags, cloud, jobs: count, approvals, runner } = settings;
  const isCloud = cloud === "gcp";
  const isRequest = `$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "${branch}"`;
  const isOwnRequest = `${isRequest} && ${isOwn}`;
  return text(
    "#",
    "# The jobs `affected` and `preview` run the change's own code and have no token that may write: the job's own token must not",
    "# be allowed to push (Settings > CI/CD > Job token permissions), which holds for every job. `report` and `up` run the",
    `# programs of ${branch}, and have GROUNDWORK_FORGE_TOKEN: a variable that GitLab gives to their environments alone.`,
    "",
    ".groundwork:",
    ...indented(2, [
      `image: ${imageOf(settings)}`,
      ...where(runner !== undefined, [`tags: [${runner}]`]),
      "variables:",
      '  GIT_DEPTH: "0"',
      `  GROUNDWORK_BRANCH: ${branch}`,
    ]),
    "",
    "groundwork affected:",
    ...indented(2, [
      "extends: .groundwork",
      "stage: test",
      "interruptible: true",
      "rules:",
      `  - if: ${isRequest}`,
      "script:",
      ...indented(2, [
        fetchBranch("$GROUNDWORK_BRANCH"),
        `- ${installPackages}`,
        "- mkdir -p change",
        '- git rev-parse "origin/$GROUNDWORK_BRANCH" > change/base',
        `- ${headLine}`,
        "- >-",
        `  ${groundwork} affected --base "$(cat change/base)" --head "$HEAD" --format lines > change/names`,
      ]),
      "artifacts:",
      "  paths: [change]",
      "  expire_in: 1 week",
    ]),
    "",
    ...previewJob("groundwork preview", isOwnRequest, settings, { identity: isCloud, count }),
    "",
    "# From a fork: without the cloud's identity. What cannot be read without it is unknown.",
    ...previewJob("groundwork preview of a fork", isRequest, settings, {
      identity: false,
      count,
      except: isOwnRequest,
    }),
    "",
    "# Of the change there are Git's objects and the parts, which are read and never run.",
    "groundwork report:",
    ...indented(2, [
      "extends: .groundwork",
      "stage: test",
      "needs:",
      "  - job: groundwork affected",
      "    artifacts: false",
      "  - job: groundwork preview",
      "rules:",
      `  - if: ${isOwnRequest}`,
      "    when: always",
      "environment:",
      "  name: groundwork-report",
      "  action: access",
      "script:",
      ...indented(2, [
        "# Nothing that a change's job made is left in the checkout before a program is run there.",
        partsApart,
        fetchBranch("$GROUNDWORK_BRANCH"),
        '- git checkout --quiet --force --detach "origin/$GROUNDWORK_BRANCH"',
        `- ${installPackages}`,
        `- ${headLine}`,
        "- |",
        ...indented(2, [
          ...gitToken,
          `${groundwork} report "$parts" --head "$HEAD" --branch "$GROUNDWORK_BRANCH" \\`,
          '  --change-request "$CI_MERGE_REQUEST_IID" --forge gitlab',
        ]),
      ]),
    ]),
    "",
    "groundwork up:",
    ...indented(
      2,
      changingJob(settings, { rule: `$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${branch}"` }, [
        `${groundwork} up --yes --queue --since "$CI_COMMIT_BEFORE_SHA" --head "$CI_COMMIT_SHA" \\`,
        `  --branch "$GROUNDWORK_BRANCH" --approvals ${approvals} --forge gitlab`,
      ]),
    ),
    ...where(isCloud, ["", ...driftJob(settings)]),
    ...where(isCorrecting(settings, context), ["", ...correctJob(settings)]),
    ...where(tags !== undefined, [
      "",
      ...protectTags,
      "groundwork up by tag:",
      ...indented(
        2,
        changingJob(
          settings,
          { rule: `$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_TAG =~ /^${expressionOf(tags ?? "")}$/` },
          [fetchTag("CI_COMMIT_TAG"), ...upOfTag(settings, "CI_COMMIT_TAG", " --forge gitlab")],
          protectedPrograms(branch),
        ),
      ),
    ]),
  );
}

/** Runs for a schedule of the protected branch, which a person makes: its file and its programs are those of that branch. */
function driftJob(settings: CiSettings): Lines {
  return [
    "groundwork drift:",
    ...indented(2, [
      "extends: .groundwork",
      "stage: test",
      "rules:",
      `  - if: ${isScheduled(settings)} && $CI_COMMIT_REF_PROTECTED == "true"`,
      "resource_group: groundwork-drift",
      "environment:",
      "  name: groundwork-report",
      "  action: access",
      ...identityToken,
      "script:",
      ...indented(2, [
        `- ${installPackages}`,
        `- ${installPulumi}`,
        "- |",
        ...indented(2, [
          ...cloudAccess("GROUNDWORK_IDENTITY_TOKEN", "GROUNDWORK_PREVIEW_ACCOUNT", settings),
          ...gitToken,
          drift("drift.md", " --forge gitlab"),
        ]),
      ]),
      "artifacts:",
      "  when: always",
      "  paths: [drift.md]",
      "  expire_in: 1 week",
    ]),
  ];
}

/** Runs for the same schedule, after the job that looks for drift and tells of it, and also where that one is red. */
function correctJob(settings: CiSettings): Lines {
  return [
    "# It undoes what was changed in the cloud, or proposes to declare it, as environments/corrections.yaml of the branch says.",
    "groundwork correct:",
    ...indented(2, [
      ...changingJob(settings, { rule: isScheduled(settings), always: true }, [
        correct(settings, "correct.md", " --forge gitlab"),
      ]),
      "artifacts:",
      "  when: always",
      "  paths: [correct.md]",
      "  expire_in: 1 week",
    ]),
  ];
}

const isScheduled = ({ branch }: CiSettings): string =>
  `$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == "${branch}"`;

/** A pattern with stars as an expression of GitLab's rules, which stands between slashes. */
function expressionOf(pattern: string): string {
  return pattern.replaceAll(/[./]/g, "\\$&").replaceAll("*", ".*");
}

interface ChangingRule {
  /** When it runs, on a protected branch or tag. */
  readonly rule: string;
  /** Also after jobs of the stages before it that failed. @default false */
  readonly always?: boolean;
}

/** A job that has the identity which may change the cloud. @param checkedOut lines that check other programs out */
function changingJob(
  settings: CiSettings,
  { rule, always = false }: ChangingRule,
  command: Lines,
  checkedOut: Lines = [],
): Lines {
  const { cloud, upRunner } = settings;
  const isCloud = cloud === "gcp";
  return [
    "extends: .groundwork",
    "stage: deploy",
    ...where(upRunner !== undefined, [`tags: [${upRunner}]`]),
    "rules:",
    `  - if: ${rule} && $CI_COMMIT_REF_PROTECTED == "true"`,
    ...where(always, ["    when: always"]),
    "# One at a time: each takes up what waits then, so that their order is of no account.",
    "resource_group: groundwork-up",
    "interruptible: false",
    "timeout: 6h",
    "environment:",
    "  name: groundwork-up",
    ...where(isCloud, identityToken),
    "script:",
    ...indented(2, [
      ...checkedOut,
      `- ${installPackages}`,
      ...where(isCloud, [`- ${installPulumi}`]),
      "- |",
      ...indented(2, [
        ...where(isCloud, cloudAccess("GROUNDWORK_IDENTITY_TOKEN", "GROUNDWORK_UP_ACCOUNT", settings)),
        ...gitToken,
        ...command,
      ]),
    ]),
  ];
}

/**
 * Git pushes the record with the token that only these jobs have. Were the job's own token allowed to push, then it would be in every
 * job, and a change's program could write the record. Git sends this header first, and so never the job's token of the address.
 */
const gitToken = [
  ': "${GROUNDWORK_FORGE_TOKEN:?Set the variable GROUNDWORK_FORGE_TOKEN for the environment of this job}"',
  "credentials=$(printf 'oauth2:%s' \"$GROUNDWORK_FORGE_TOKEN\" | base64 | tr -d '\\n')",
  "export GIT_CONFIG_COUNT=1",
  'export GIT_CONFIG_KEY_0="http.$CI_SERVER_URL.extraHeader"',
  'export GIT_CONFIG_VALUE_0="Authorization: Basic $credentials"',
];

const identityToken = [
  "id_tokens:",
  "  GROUNDWORK_IDENTITY_TOKEN:",
  "    aud: https://iam.googleapis.com/$GROUNDWORK_IDENTITY_PROVIDER",
];

interface PreviewJobOptions {
  readonly identity: boolean;
  readonly count: number;
  /** A rule that keeps the job out. */
  readonly except?: string;
}

function previewJob(
  name: string,
  rule: string,
  settings: CiSettings,
  { identity, count, except }: PreviewJobOptions,
): Lines {
  const isCloud = settings.cloud === "gcp";
  return [
    `${name}:`,
    ...indented(2, [
      "extends: .groundwork",
      "stage: test",
      "interruptible: true",
      "needs: [groundwork affected]",
      ...where(count > 1, [`parallel: ${count}`]),
      "rules:",
      ...(except === undefined ? [] : [`  - if: ${except}`, "    when: never"]),
      `  - if: ${rule}`,
      ...where(identity, identityToken),
      "script:",
      ...indented(2, [
        fetchBranch("$GROUNDWORK_BRANCH"),
        "# Every so many names are this job's.",
        '- names=$(awk -v n="${CI_NODE_TOTAL:-1}" -v i="${CI_NODE_INDEX:-1}" \'(NR - 1) % n == i - 1\' change/names)',
        "- if [ -z \"$names\" ]; then echo 'No environment is left for this job.'; exit 0; fi",
        `- ${installPackages}`,
        ...where(isCloud, [`- ${installPulumi}`]),
        "- |",
        ...indented(2, [
          headLine,
          ...where(identity, cloudAccess("GROUNDWORK_IDENTITY_TOKEN", "GROUNDWORK_PREVIEW_ACCOUNT", settings)),
          `${groundwork} preview --base "$(cat change/base)" --head "$HEAD" --env $names --part "parts/\${CI_NODE_INDEX:-1}.json" --record file`,
        ]),
      ]),
      "artifacts:",
      "  when: always",
      "  paths: [parts]",
      "  expire_in: 1 week",
    ]),
  ];
}
