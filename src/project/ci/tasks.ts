import { counted } from "../../lib/index.ts";
import { type CiContext, type CiForge, type CiSettings, isCorrecting } from "./settings.ts";

/** What a person has to set at the forge or at the cloud before the files do what they say. */
export interface CiTask {
  readonly subject: "token" | "protection" | "identity" | "jobs" | "forks";
  readonly text: string;
}

/** In the order in which they are best done. */
export function ciTasks(settings: CiSettings, context: CiContext): readonly CiTask[] {
  return [
    ...atForge[settings.forge](settings),
    ...(settings.cloud === "gcp" ? [...atCloud(settings), ...schedules(settings, context)] : [rehearsed]),
    ...(isCorrecting(settings, context) && settings.forge === "github" ? [proposalsOnGithub] : []),
  ];
}

const proposalsOnGithub = jobs(
  "Settings > Actions > General: allow GitHub Actions to create pull requests, with which groundwork-correct proposes. GitHub starts no " +
    "workflow for what a job's token opens: close such a pull request and open it again, and it is previewed.",
);

const atForge: Readonly<Record<CiForge, (settings: CiSettings) => readonly CiTask[]>> = {
  github: ({ branch, tags, approvals }) => [
    jobs(
      "Settings > Actions > General: let workflows have the permissions that they ask for, and demand approval for the first " +
        "change of a new contributor.",
    ),
    jobs(
      `Settings > Environments: create groundwork-up, and allow it to be deployed from ${branch}${andTags(tags)} alone.`,
    ),
    ...protectedTags(tags, "Settings > Rules > Rulesets: a ruleset of tags"),
    protection(
      `Settings > Rules > Rulesets: for ${branch} demand a pull request with ${counted(approvals, "approval")} of the last push, and the ` +
        "check groundwork/preview. GitHub offers a check only after it has run once.",
    ),
    forks(
      "A fork's change is rehearsed, its program confined, and its check is not green: push it to a branch of this repository once you have " +
        "read it.",
    ),
    jobs(
      "Runners of your own need gh on PATH: the command /groundwork preview in a comment runs a preview again with it.",
    ),
  ],
  gitlab: ({ branch, tags, approvals }) => [
    token(
      "Settings > Access tokens: a project token with the role Maintainer and the scopes api and write_repository, with which Git " +
        "pushes the record in refs/notes/groundwork. Settings > CI/CD > Variables: " +
        "GROUNDWORK_FORGE_TOKEN, masked, once with the environment scope groundwork-report and once, protected, with groundwork-up.",
    ),
    jobs(
      "Settings > CI/CD > Job token permissions: do not allow Git push requests. It holds for every job, and a change's own code " +
        "could then write the record.",
    ),
    protection(
      `Settings > Repository > Protected branches: nobody may push to ${branch}. Settings > Merge requests: pipelines must succeed, ` +
        `and ${counted(approvals, "approval")}.`,
    ),
    ...protectedTags(tags, "Settings > Repository > Protected tags, without which no job is started for them"),
    forks(
      "Set ci_allow_fork_pipelines_to_run_in_parent_project to false, by the projects API: a pipeline of a fork that a member starts " +
        "in this project has its variables and runners.",
    ),
    forks(
      "A fork's pipeline previews in the fork, and nothing is posted. Whoever may push a branch can change these jobs: keep the file " +
        "in another project (Settings > CI/CD > CI/CD configuration file) where that is not wanted.",
    ),
  ],
  bitbucket: ({ branch, tags, approvals }) => [
    token(
      "An account for Groundwork that may administer the repository, with an API token of the scopes write:pullrequest, " +
        "write:repository, admin:repository and read:user. Repository settings > Deployments: create groundwork-report and " +
        "groundwork-up, each with the secured variable GROUNDWORK_FORGE_TOKEN, and with the account's e-mail address in " +
        "GROUNDWORK_FORGE_USER.",
    ),
    jobs(
      tags === undefined
        ? `Repository settings > Deployments: allow ${branch} alone for groundwork-up (Premium).`
        : `Repository settings > Deployments: groundwork-up is for the jobs of ${branch} and of the tags ${tags}. Who may put such a tag has ` +
            `to be trusted as who may push to ${branch}.`,
    ),
    protection(
      `Repository settings > Branch restrictions: nobody may write to ${branch}, and merge checks demand ${counted(approvals, "approval")} ` +
        "and a passed build.",
    ),
    forks(
      "Bitbucket runs no pipeline for a fork's change: preview it from a branch of this repository once you have read it.",
    ),
  ],
  gitea: ({ branch, tags, approvals }) => [
    token(
      "A user for Groundwork who may administer the repository, with a token of the scopes write:repository, write:issue and " +
        "read:user. Settings > Actions > Secrets: GROUNDWORK_FORGE_TOKEN.",
    ),
    jobs(
      "The runner needs git and Node 20.19 or newer in its image or on its machine; --runner names its label. Take one whose jobs run " +
        "in containers: a process that a change left behind on a machine could reach the token of the next job.",
    ),
    protection(
      `Settings > Branches: protect ${branch} against pushes; demand ${counted(approvals, "approval")} and the status check groundwork/preview.`,
    ),
    ...protectedTags(tags, "Settings > Tags"),
    forks(
      "A fork's change is previewed without token, into the job's log, and its check stays red: preview it from a branch of this " +
        "repository once you have read it.",
    ),
  ],
  generic: ({ branch, tags, approvals }) => [
    jobs(
      `Run ci/groundwork-preview.sh for each change without a token, ci/groundwork-report.sh after it with GROUNDWORK_FORGE_TOKEN, and ` +
        `ci/groundwork-up.sh for each push to ${branch}, one at a time.` +
        (tags === undefined
          ? ""
          : ` Run ci/groundwork-up-by-tag.sh for each of the tags ${tags}, as its first lines say.`),
    ),
    ...protectedTags(tags, "At the Git server"),
    protection(`Protect ${branch}: ${counted(approvals, "approval")}, and the check groundwork/preview.`),
  ],
};

function andTags(tags: string | undefined): string {
  return tags === undefined ? "" : ` and the tags ${tags}`;
}

/** @param where a forge protects them */
function protectedTags(tags: string | undefined, where: string): readonly CiTask[] {
  if (tags === undefined) return [];
  return [protection(`${where}: protect the tags ${tags}. Who may put one brings up what it reaches.`)];
}

/** Where no file can say when a job is started. */
function schedules(settings: CiSettings, context: CiContext): readonly CiTask[] {
  const { forge, branch } = settings;
  const corrects = isCorrecting(settings, context);
  const where: Partial<Record<CiForge, string>> = {
    gitlab: `Build > Pipeline schedules: one of ${branch} every hour. It looks for drift${corrects ? ", corrects it" : ""}, and starts no other job.`,
    bitbucket: `Pipelines > Schedules: the custom pipeline groundwork-drift of ${branch} every hour${corrects ? ", and groundwork-correct" : ""}.`,
    generic: `Run ci/groundwork-drift.sh every hour, with an identity that may read the cloud${
      corrects ? ", and after it ci/groundwork-correct.sh, with the one of up" : ""
    }.`,
  };
  const text = where[forge];
  return text === undefined ? [] : [jobs(text)];
}

function atCloud({ forge, secrets }: CiSettings): readonly CiTask[] {
  const passphrase =
    secrets === "passphrase"
      ? "the secret PULUMI_CONFIG_PASSPHRASE"
      : "a secretsprovider in each Pulumi.<environment>.yaml, whose key both accounts may use";
  if (forge === "gitea" || forge === "generic") {
    const [ofUp, ofPreviews] =
      forge === "gitea"
        ? [
            "the machine of the runner of up (--up-runner)",
            "the machines of the other runners, which forks' previews run on as well,",
          ]
        : ["the job that runs ci/groundwork-up.sh", "the job that runs ci/groundwork-preview.sh"];
    return [
      identity(
        `Give ${ofUp} the service account that may change the cloud, and no other. ` +
          `Set the variable PULUMI_BACKEND_URL, and ${passphrase}.`,
      ),
      identity(
        `Give ${ofPreviews} at most a service account that may read the project and the bucket of the state. Without one, ` +
          "previews are unknown.",
      ),
    ];
  }
  return [
    identity(
      "In Google Cloud, a workload identity provider for this repository alone, and two service accounts: one that may read the " +
        "project and the bucket of the state, for previews; one that may change them, which only the environment groundwork-up may " +
        "act as.",
    ),
    identity(
      "Variables of the repository: GROUNDWORK_IDENTITY_PROVIDER (projects/<number>/locations/global/workloadIdentityPools/…/providers/…), " +
        `GROUNDWORK_PREVIEW_ACCOUNT, GROUNDWORK_UP_ACCOUNT, PULUMI_BACKEND_URL; and ${passphrase}.`,
    ),
  ];
}

const rehearsed = identity(
  "Environments in the local cloud live on the machine of their job, and are gone with it: use them to try out what runs.",
);

function token(text: string): CiTask {
  return { subject: "token", text };
}
function protection(text: string): CiTask {
  return { subject: "protection", text };
}
function identity(text: string): CiTask {
  return { subject: "identity", text };
}
function jobs(text: string): CiTask {
  return { subject: "jobs", text };
}
function forks(text: string): CiTask {
  return { subject: "forks", text };
}
