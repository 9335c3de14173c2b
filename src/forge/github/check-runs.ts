import type { CommitId } from "../../git/index.ts";
import { memberOf } from "../../lib/index.ts";
import type { Annotation } from "../annotations.ts";
import type { CommitStatus, CommitStatusState } from "../commit-statuses.ts";
import type { Identities } from "../identities.ts";
import { checkRun as checkRunAnswer } from "./answers.ts";
import type { GithubClient } from "./client.ts";
import type { GithubCheckRun } from "./queries.ts";

/** The check runs of an App. */
export interface CheckRuns {
  /** Makes the App's newest run of the name say this. @param runs the commit's, as GitHub lists them */
  set(commit: CommitId, status: CommitStatus, runs: readonly GithubCheckRun[]): Promise<void>;
  /**
   * Gives a run of the App these annotations. GitHub adds annotations to those of a run and removes none, so `isNew` makes another run
   * of the same name and result, which takes the place of this one.
   */
  annotate(commit: CommitId, run: KnownRun, annotations: readonly Annotation[], isNew: boolean): Promise<void>;
  /** The App's newest run of a name. */
  newest(commit: CommitId, context: string, runs: readonly GithubCheckRun[]): Promise<KnownRun | undefined>;
}

export interface KnownRun {
  readonly id: number;
  readonly status: CommitStatus;
}

/** A run that is under way is edited, and one that has ended stays as it was: another is made after it. */
export function githubCheckRuns(client: GithubClient, { self }: Pick<Identities, "self">): CheckRuns {
  const path = `repos/${client.repository}/check-runs`;
  /** What was written here: GitHub's list may be some seconds behind. */
  const written = new Map<string, KnownRun>();

  async function newest(commit: CommitId, context: string, runs: readonly GithubCheckRun[]) {
    const { name } = await self();
    const own = runs
      .filter((run) => run.name === context && `${run.checkSuite.app?.slug}[bot]` === name)
      .toSorted((one, other) => other.databaseId - one.databaseId)[0];
    const remembered = written.get(`${commit} ${context}`);
    if (remembered && (own === undefined || own.databaseId <= remembered.id)) return remembered;
    return own && { id: own.databaseId, status: statusOfRun(own) };
  }
  async function write(
    commit: CommitId,
    run: KnownRun | undefined,
    body: ReturnType<typeof checkRunOf>,
    status: CommitStatus,
  ) {
    const request = run
      ? ({ method: "PATCH", path: `${path}/${run.id}`, body } as const)
      : ({ method: "POST", path, body: { ...body, name: status.context, head_sha: commit } } as const);
    const { id } = await client.write(request, checkRunAnswer);
    written.set(`${commit} ${status.context}`, { id, status });
  }
  return {
    newest,
    async set(commit, status, runs) {
      const now = await newest(commit, status.context, runs);
      if (now && isSame(now.status, status)) return;
      await write(commit, now?.status.state === "pending" ? now : undefined, checkRunOf(status), status);
    },
    async annotate(commit, run, annotations, isNew) {
      const { output, ...result } = checkRunOf(run.status);
      const body = { ...result, output: { ...output, annotations: annotations.map(annotationOf) } };
      await write(commit, isNew ? undefined : run, body, run.status);
    },
  };
}

function annotationOf({ path, first, last, level, text }: Annotation) {
  return { path, start_line: first, end_line: last, annotation_level: level, message: text };
}

export function isSame(one: CommitStatus, other: CommitStatus): boolean {
  return one.state === other.state && one.description === other.description && (one.url ?? "") === (other.url ?? "");
}

/** No verdict is an own conclusion, so that it can be told from a bad one; it keeps a merge back as well. */
const conclusions = { success: "success", failure: "failure", error: "action_required" } as const;

function checkRunOf({ context, state, description, url }: CommitStatus) {
  // A title may not be empty.
  const words = description === "" ? context : description;
  return {
    ...(state === "pending" ? { status: "in_progress" } : { status: "completed", conclusion: conclusions[state] }),
    ...(url !== undefined && { details_url: url }),
    output: { title: words, summary: words },
  };
}

const states: Readonly<Record<string, CommitStatusState>> = {
  SUCCESS: "success",
  NEUTRAL: "success",
  SKIPPED: "success",
  FAILURE: "failure",
  TIMED_OUT: "failure",
  STARTUP_FAILURE: "failure",
};

export function statusOfRun(run: GithubCheckRun): CommitStatus {
  const { name, status, conclusion, title, detailsUrl } = run;
  // GitHub puts its own page or the App's in place of an address that was not given.
  const isOwn = detailsUrl === null || detailsUrl === run.url || detailsUrl === run.checkSuite.app?.url;
  return {
    context: name,
    state: status === "COMPLETED" ? (memberOf(states, conclusion ?? "") ?? "error") : "pending",
    description: title === null || title === name ? "" : title,
    ...(!isOwn && { url: detailsUrl }),
  };
}
