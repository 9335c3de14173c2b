import { type Lines, where } from "./lines.ts";
import type { CiSettings } from "./settings.ts";

const head = "github.event.pull_request.head";
/** Gitea keeps a head here that a person who may not write has pushed for review. No branch is named so. */
const isKept = `startsWith(${head}.ref, 'refs/pull/')`;
/** The change is of one of the repository's own branches. In the language of workflows, which GitHub and Gitea share. */
export const isOwn = `${head}.repo.full_name == github.repository && !${isKept}`;
/** The change is from a fork, or was pushed for review without a branch. */
export const isOfFork = `(${head}.repo.full_name != github.repository || ${isKept})`;

/** Commands of a comment that need no identity in the cloud, and those that need the one of `up`. */
export const respondHere = "preview unlock approve help";
export const respondWithIdentity = "up destroy";

/** A workflow that answers comments, up to its jobs. It runs as the default branch has it. */
export const onNewComment: Lines = [
  "name: groundwork-respond",
  "on:",
  "  issue_comment:",
  "    types: [created]",
  "permissions: {}",
  "jobs:",
];

/** The new comment may hold a command. Which one it is, and by which person, is found out by the job. */
export function hasCommand(verb?: string): string {
  return `contains(github.event.comment.body, '/groundwork${verb === undefined ? "" : ` ${verb}`}')`;
}

/** Not one of Groundwork's own comments, which name its commands: each of them would start a job that finds nothing to do. */
export const isOfPerson = "!startsWith(github.event.comment.body, '<!-- groundwork')";

/** Entries of a step's `env`: where the state is, and what opens its secrets. */
export function stateOf({ secrets }: CiSettings): Lines {
  return [
    "    PULUMI_BACKEND_URL: ${{ vars.PULUMI_BACKEND_URL }}",
    ...where(secrets === "passphrase", ["    PULUMI_CONFIG_PASSPHRASE: ${{ secrets.PULUMI_CONFIG_PASSPHRASE }}"]),
  ];
}
