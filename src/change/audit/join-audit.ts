import type { CorrectedDifference } from "../corrected.ts";
import type { Layer } from "../layer.ts";
import type { RecordedCircumstances } from "../recorded.ts";
import type { ShownStep } from "../shown-step.ts";
import { addCounts, type ChangeCounts } from "../summary.ts";
import type { AuditedCommit, AuditedRun, CommitNotInClone, CommitPerson } from "./audit.ts";

/** A commit as Git has it. */
export interface CommitFacts {
  readonly id: string;
  readonly parents: readonly string[];
  readonly tree: string;
  readonly message: string;
  readonly author: CommitPerson;
  readonly committer: CommitPerson;
  readonly committedAt: Date;
}

/** What the record of a run says. */
export interface RecordOfRun extends RecordedCircumstances {
  readonly id: string;
  readonly kind: "up" | "refresh" | "destroy" | "correct";
  readonly at: string;
  readonly commit: string;
  readonly by: string;
  /** Id of the record that a `correct` was begun with. */
  readonly corrects?: string;
  readonly environments: readonly {
    readonly environment: string;
    readonly result: string;
    readonly problem?: string;
    readonly milliseconds: number;
    readonly corrected?: readonly CorrectedDifference[];
    readonly layers: readonly {
      readonly layer: Layer;
      readonly kind: string;
      readonly at: string;
      readonly steps: readonly ShownStep[];
      readonly counts: ChangeCounts;
      readonly problem?: string;
    }[];
  }[];
  readonly link?: { readonly number: number; readonly digest: string };
}

/** What the record of a preview says of the change that it was shown for. */
export interface RecordOfPreview extends Pick<RecordedCircumstances, "changeRequest" | "approvals"> {
  /** Tree of the previewed commit. */
  readonly tree: string;
  readonly range: { readonly head: string };
}

/** Which runs and merges are asked for. */
export interface AuditPeriod {
  readonly since?: Date;
  /** The first moment that does not count any more. */
  readonly until?: Date;
}

export interface AuditScope extends AuditPeriod {
  /** Empty: all. */
  readonly environments: readonly string[];
}

/** What runs of the scope did, environment by environment, in the order of `runs`; the environments of one run by their names. */
export function joinRuns(
  runs: readonly RecordOfRun[],
  commits: ReadonlyMap<string, CommitFacts | CommitNotInClone>,
  previews: readonly RecordOfPreview[],
  scope: AuditScope,
): readonly AuditedRun[] {
  const audited = auditedCommits(previews);
  const commitOf = (id: string): AuditedCommit | CommitNotInClone => {
    const found = commits.get(id) ?? { id, problem: "it was not looked for" };
    return "problem" in found ? found : audited(found);
  };
  return runs
    .filter(({ at }) => isWithinPeriod(Date.parse(at), scope))
    .flatMap((run) => {
      const merges = mergesOf(run).map(commitOf);
      return run.environments
        .filter(({ environment }) => isWanted(environment, scope))
        .toSorted((one, other) => (one.environment < other.environment ? -1 : 1))
        .map((environment) => auditedRun(run, environment, merges));
    });
}

/** Ids of the commits that a run brought up, oldest first: those on record, and its own. */
export function mergesOf({ merges = [], commit }: Pick<RecordOfRun, "merges" | "commit">): readonly string[] {
  return merges.includes(commit) ? merges : [...merges, commit];
}

/** A commit with the change request that it came from, as far as a preview on record tells. */
export function auditedCommits(previews: readonly RecordOfPreview[]): (commit: CommitFacts) => AuditedCommit {
  const ofRequests = previews.filter(({ changeRequest }) => changeRequest !== undefined);
  const byHead = new Map(ofRequests.toReversed().map((preview) => [preview.range.head, preview]));
  const byTree = new Map(ofRequests.toReversed().map((preview) => [preview.tree, preview]));
  return (commit) => {
    const { id, parents, tree, message, author, committer, committedAt } = commit;
    // The tip of what was merged tells more than the files do, which another change may lead to as well.
    const heads = [id, ...parents.slice(1)].flatMap((each) => byHead.get(each) ?? []);
    const { changeRequest, approvals } = heads[0] ?? byTree.get(tree) ?? {};
    return {
      id,
      author,
      committer,
      subject: message.split("\n", 1)[0] ?? "",
      at: committedAt.toISOString(),
      ...(changeRequest && { changeRequest }),
      ...(approvals && { approvals }),
    };
  };
}

export function isWithinPeriod(time: number, { since, until }: AuditPeriod): boolean {
  return (since === undefined || time >= since.getTime()) && (until === undefined || time < until.getTime());
}

export function isWanted(environment: string, { environments }: AuditScope): boolean {
  return environments.length === 0 || environments.includes(environment);
}

function auditedRun(
  { id, kind, at, commit, by, changeRequest, approvals = [], unreviewed, link }: RecordOfRun,
  { environment, result, problem, milliseconds, layers, corrected }: RecordOfRun["environments"][number],
  merges: AuditedRun["merges"],
): AuditedRun {
  return {
    record: id,
    ...(link && { number: link.number, digest: link.digest }),
    environment,
    verb: kind,
    at,
    by,
    commit,
    // A correction goes back to what was brought up before, and brings no merge.
    merges: kind === "correct" ? [] : merges,
    ...(corrected && { corrected }),
    ...(changeRequest && { changeRequest }),
    approvals,
    ...(unreviewed !== undefined && { unreviewed }),
    result,
    ...(problem !== undefined && { problem }),
    counts: addCounts(layers.map(({ counts }) => counts)),
    layers: layers.map((each) => ({
      layer: each.layer,
      kind: each.kind,
      at: each.at,
      counts: each.counts,
      steps: each.steps.map(({ urn, op, paths }) => ({ urn, op, paths: Object.keys(paths).toSorted() })),
      ...(each.problem !== undefined && { problem: each.problem }),
    })),
    milliseconds,
  };
}
