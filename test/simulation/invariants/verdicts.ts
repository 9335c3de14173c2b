import { previewCheck } from "../../../src/flows/change-request/preview-check.ts";
import { GroundworkError } from "../../../src/lib/index.ts";
import type { Job } from "../world/job.ts";
import { shownIn } from "../world/shown-operations.ts";
import type { SimulatedRequest } from "../world/simulated-forge.ts";
import type { World } from "../world/world.ts";
import { firstProblem, type Invariant } from "./invariant.ts";
import { ofMerge } from "./success-has-results.ts";

/** A check of a preview is set to success only behind the comment and the record of that commit. */
export const greenIsShown: Invariant = {
  name: "a check of a preview is green only of a commit whose preview was shown and recorded",
  when: "always",
  problem: ({ forge, history }) => {
    for (const { commit, context, state, at } of forge.statuses) {
      if (state !== "success" || !context.startsWith("groundwork/preview")) continue;
      const isShown = forge.requests.some(({ said }) =>
        said.some(({ body, from }) => from <= at && commit.startsWith(shownIn(body)?.commit ?? "nothing")),
      );
      if (!isShown) return `${commit.slice(0, 7)} is green, and no comment shows its preview`;
      const isRecorded = history.records.some((each) => each.kind === "preview" && each.range.head === commit);
      if (!isRecorded) return `${commit.slice(0, 7)} is green, and its preview is not on record`;
    }
    return undefined;
  },
};

/** An open change request has one comment and one check of its head, and both say the same. */
export const openOnesHaveAVerdict: Invariant = {
  name: "an open change request ends with one comment and one check, of its head",
  when: "at-the-end",
  problem: (world) => firstProblem(world.forge.requests, (each) => problemOfOpen(each, world)),
};

function problemOfOpen(request: SimulatedRequest, world: World): string | undefined {
  if (request.state !== "open") return undefined;
  const { number, head, base } = request;
  const what = `#${number} at ${head.slice(0, 7)}`;
  const status = world.forge.statusOf(head, previewCheck(base, "main"));
  if (!status || status.state === "pending") return `the check of ${what} is ${status?.state ?? "missing"}`;
  const [comment, ...more] = request.own("preview");
  if (!comment || more.length > 0) return `${what} has ${more.length + (comment ? 1 : 0)} comments of ours`;
  const shown = shownIn(comment.body);
  if (shown && !head.startsWith(shown.commit)) return `the comment on ${what} is of ${shown.commit}`;
  if (!shown && status.state === "success") return `the check of ${what} is green, and its comment shows nothing`;
  return undefined;
}

/** Every merge that reached the protected branch says how it ended, and is contained in a run where it says success. */
export const mergesAreContained: Invariant = {
  name: "every merge is contained in a run, or is named as waiting",
  when: "at-the-end",
  problem: (world) => firstProblem(world.forge.requests, (each) => problemOfMerge(each, world)),
};

function problemOfMerge(request: SimulatedRequest, world: World): string | undefined {
  const tip = request.landed.at(-1);
  if (request.state !== "merged" || request.base !== "main" || tip === undefined) return undefined;
  const what = `#${request.number}, merged as ${tip.slice(0, 7)},`;
  const status = world.forge.statusOf(tip, "groundwork/up");
  if (status?.state === "pending" && waitsForRefused(status.description, tip, world)) return undefined;
  // A person who brings up a commit without a review ends the check of the commit that was named, and of no merge before it.
  if (status?.state === "pending" && isContainedUnreviewed(tip, world)) return undefined;
  // Nothing waits for a merge that changes no environment, so that its own job alone would say so.
  if (!status && ofMerge(tip, world).length === 0 && ownJobWasEnded(tip, world)) return undefined;
  // The record of a repository begins with the first preview that was shown: an older merge is brought up by its own job alone.
  if (!status && isOlderThanRecord(tip, world) && ownJobWasEnded(tip, world)) return undefined;
  if (!status || status.state === "pending") return `the check of ${what} is ${status?.state ?? "missing"}`;
  const comments = request.own("up").length;
  // Of a merge that no run of the queue names, of a run that was killed, that the forge took no comment of, or that was of a later commit
  // without a review, the check alone says it.
  const isCut =
    isOlderThanRecord(tip, world) || wasInterrupted(tip, world) || (world.queues && world.unreviewed.size > 0);
  const isSaid = comments === 1 || (comments === 0 && isCut) || (comments === 2 && wroteAtOnce(request));
  if (!isSaid) return `${what} has ${comments} comments on how it ended`;
  if (status.state !== "success") return undefined;
  const left = ofMerge(tip, world).find((name) => !isContained(tip, name, world));
  return left && `${what} says success, and no run of ${left} contains it`;
}

/**
 * Whether a job wrote how a merge ended right after another one had done so, and had looked for the comment right before. No forge writes a
 * comment on the condition that there is none, and the next one who writes leaves one.
 */
function wroteAtOnce({ said }: SimulatedRequest): boolean {
  const ends = said.filter(({ topic }) => topic === "up");
  return ends.some(({ job, from, callTimes }) => {
    const looked = callTimes.at(-2) ?? job.startedAt;
    return ends.some((other) => other.job !== job && other.from > looked && other.from < from);
  });
}

function isContainedUnreviewed(tip: string, { history, git }: World): boolean {
  return history.records.some(
    (each) => each.kind === "up" && each.unreviewed !== undefined && git.between(tip, each.commit).length === 0,
  );
}

function isOlderThanRecord(tip: string, { git, history }: World): boolean {
  const first = history.records.findLast((each) => each.kind === "preview" && each.changeRequest !== undefined);
  return first?.kind === "preview" && git.between(tip, first.range.base).length === 0;
}

/** Whether the CI has ended the job of the push that brought a commit. */
function ownJobWasEnded(commit: string, { git, jobs, pushes }: World): boolean {
  return jobs.some((job) => {
    const push = pushes.get(job);
    return job.state === "killed" && push !== undefined && git.between(push.head, push.since).includes(commit);
  });
}

/** Whether a check names what its merge waits for, no run has brought that up, and a person has seen of which merge that was refused. */
function waitsForRefused(description: string, tip: string, world: World): boolean {
  const names = /^waits: ([\w, -]+)/u.exec(description)?.[1]?.split(", ") ?? [];
  return names.length > 0 && names.every((name) => !isContained(tip, name, world) && isRefusedBefore(tip, name, world));
}

function isRefusedBefore(tip: string, name: string, world: World): boolean {
  return world.tips.some(({ branch, commit }) => {
    if (branch !== "main" || world.git.between(commit, tip).length > 0) return false;
    const state = world.forge.statusOf(commit, "groundwork/up")?.state;
    return (state === "failure" || state === "error") && ofMerge(commit, world).includes(name);
  });
}

/** Whether a run that the merge is in was killed, or could not post its result. */
function wasInterrupted(tip: string, world: World): boolean {
  const { git, jobs, unposted, pushes, queues } = world;
  return jobs.some((job) => {
    const push = pushes.get(job);
    const isCut = unposted.has(job) || job.state === "killed" || job.state === "failed";
    if (!isCut) return false;
    // A job that brings up what waits may have been about any merge that was there, and that another one has not ended since.
    return queues ? calledOn(tip, job, world) : push !== undefined && git.between(push.head, push.since).includes(tip);
  });
}

/** Whether a job called the world after a commit had come to the branch, and before the check of the commit was set for the last time. */
function calledOn(tip: string, { callTimes }: Job, { forge, tips }: World): boolean {
  const landedAt = tips.find(({ branch, commit }) => branch === "main" && commit === tip)?.at ?? 0;
  const endedAt = forge.statusOf(tip, "groundwork/up")?.at ?? Number.POSITIVE_INFINITY;
  return callTimes.some((at) => at >= landedAt && at <= endedAt);
}

function isContained(tip: string, name: string, { history, git }: World): boolean {
  return history.records.some(
    (each) =>
      each.kind === "up" &&
      each.environments.some(({ environment, result }) => environment === name && result === "succeeded") &&
      git.between(tip, each.commit).length === 0,
  );
}

/** A job ends with a result, or with an error that says what to do. */
export const errorsAreOurs: Invariant = {
  name: "a job that fails says why",
  when: "always",
  problem: ({ jobs }) =>
    firstProblem(jobs, ({ name, error, state }) =>
      state === "failed" && !(error instanceof GroundworkError) ? `${name}: ${String(error)}` : undefined,
    ),
};
