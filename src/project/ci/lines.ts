import type { CiSettings } from "./settings.ts";

/** Lines of a file, each group indented by as many blanks; groups may be left out. */
export type Lines = readonly string[];

export const groundwork = "npx --no-install groundwork";
/** Scripts of packages run nothing: a package of the change could do anything in a job with rights. */
export const installPackages = "npm ci --ignore-scripts --no-audit --no-fund";
/** Other things that doctor finds wrong are told by the command that needs them. */
export const installPulumi = `${groundwork} doctor --fix --yes || true`;

/** Shell word for the commit that a branch of the remote repository has in this clone. */
export function commitOf(branch: string): string {
  return `$(git rev-parse --verify "origin/${branch}^{commit}")`;
}

/** Script line that brings a branch, with the whole of its history, into the clone of a job that has another one alone. */
export function fetchBranch(branch: string): string {
  return `- git fetch --quiet origin "+refs/heads/${branch}:refs/remotes/origin/${branch}"`;
}

/** Script lines after which the programs of a branch are those that run. */
export function protectedPrograms(branch: string): Lines {
  return [fetchBranch(branch), `- git checkout --quiet --force --detach origin/${branch}`];
}

/** Script line that leaves nothing that a change's job made in the checkout, before a program is run there: its parts are elsewhere. */
export const partsApart = '- mkdir -p parts && parts=$(mktemp -d) && mv parts "$parts/" && git clean -ffdxq';

/** Of forges that start every job in a container. */
export function imageOf({ image, node }: Pick<CiSettings, "image" | "node">): string {
  return image ?? `node:${node}`;
}

export function indented(blanks: number, lines: Lines): Lines {
  return lines.map((line) => (line === "" ? "" : `${" ".repeat(blanks)}${line}`));
}

export function text(...lines: readonly (string | Lines)[]): string {
  return `${lines.flat().join("\n")}\n`;
}

/** The lines where a condition holds, else none. */
export function where(condition: boolean, lines: Lines): Lines {
  return condition ? lines : [];
}

/**
 * Shell lines that give a job the identity of a service account, and require the variables that its commands need.
 *
 * @param token variable that holds the token of the CI
 * @param account variable that names the service account
 */
export function cloudAccess(token: string, account: string, settings: Pick<CiSettings, "secrets">): Lines {
  return [...googleCredentials(token, account), ...requireState(settings)];
}

/**
 * Shell lines that let Google's libraries exchange a job's token for a short-lived one of a service account, without any key. The
 * configuration names the token's file and holds no secret.
 */
function googleCredentials(token: string, account: string): Lines {
  return [
    "identity=$(mktemp -d)",
    `printf '%s' "$${token}" > "$identity/token"`,
    'cat > "$identity/google.json" <<END',
    "{",
    '  "type": "external_account",',
    '  "audience": "//iam.googleapis.com/$GROUNDWORK_IDENTITY_PROVIDER",',
    '  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",',
    '  "token_url": "https://sts.googleapis.com/v1/token",',
    '  "service_account_impersonation_url":',
    `    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/$${account}:generateAccessToken",`,
    '  "credential_source": { "file": "$identity/token" }',
    "}",
    "END",
    'export GOOGLE_APPLICATION_CREDENTIALS="$identity/google.json"',
  ];
}

/**
 * A variable that is not set arrives empty. An empty passphrase is one that new stacks would be encrypted with, and without a backend
 * the state would be a folder of the job.
 */
export function requireState({ secrets }: Pick<CiSettings, "secrets">): Lines {
  return [
    ': "${PULUMI_BACKEND_URL:?Set the variable PULUMI_BACKEND_URL to where the state is, such as gs://…}"',
    ...where(secrets === "passphrase", [
      ': "${PULUMI_CONFIG_PASSPHRASE:?Set the secret PULUMI_CONFIG_PASSPHRASE, or write these files with --secrets key-service}"',
    ]),
  ];
}

/** Brings a tag up: the same for every forge, but for the variable that its CI has the tag in. */
export function upOfTag({ branch, approvals }: CiSettings, variable: string, forge: string): Lines {
  return [
    "# It brings up the merges up to it, in the environments that environments/promotion.yaml gives to such tags.",
    `${groundwork} up --yes --queue --tag "$${variable}" --branch ${branch} --approvals ${approvals}${forge}`,
  ];
}

/** When drift is looked for, where a file says so: once an hour, not at its full hour, when everybody's jobs start. */
export const driftSchedule = "17 * * * *";

/**
 * Compares every environment with the protected branch, and tells people of what lasts. A job that finds a difference, or cannot tell, is red.
 *
 * @param forge with its flag, where the job has a token of it
 */
export function drift(report: string, forge = ""): string {
  return `${groundwork} drift --exit-code --notify${forge} --markdown ${report}`;
}

/** When drift is corrected, where a file says so: after it was looked for and told. */
export const correctSchedule = "47 * * * *";

/**
 * Does with drift what `environments/corrections.yaml` says. It does not wait for environments that another run acts on: the next one comes.
 *
 * @param forge with its flag, where it is not said by a variable
 */
export function correct({ branch }: Pick<CiSettings, "branch">, report: string, forge = ""): string {
  return `${groundwork} correct --branch ${branch}${forge} --markdown ${report}`;
}

/** Entries of a step's `env` with the secrets that people are told with. */
export function noticeSecrets({ notifyWith }: Pick<CiSettings, "notifyWith">): Lines {
  const names = notifyWith?.split(",") ?? [];
  return names.map((name) => `    ${name}: \${{ secrets.${name} }}`);
}

/** A clone that a CI makes of a tag may lack the tag itself. */
export function fetchTag(variable: string): string {
  return `git fetch --quiet --force origin "refs/tags/$${variable}:refs/tags/$${variable}"`;
}

/** The file of a tag's own commit is the one that a CI takes, and its job has the identity. */
export const protectTags: Lines = [
  "# The programs of a tag's job are those of the branch, but this file is that of the tag's own commit: protect the tags as well.",
];
