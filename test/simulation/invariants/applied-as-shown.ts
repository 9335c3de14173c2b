import type { KeptRecord, RunRecord } from "../../../src/history/index.ts";
import { bot } from "../world/people.ts";
import { shownIn } from "../world/shown-operations.ts";
import type { Operation } from "../world/simulated-engine.ts";
import type { SimulatedRequest, StoodReview } from "../world/simulated-forge.ts";
import type { World } from "../world/world.ts";
import type { Invariant } from "./invariant.ts";

/** Milliseconds: forges give the times of approvals in whole seconds. */
const second = 1000;

/**
 * Every operation was in our comment on the head of the change request that brought the commit, before another person approved that
 * head; and the approval stood at some time while the job ran that did it. People with permission may leave that out, with a reason.
 */
export const appliedAsShown: Invariant = {
  name: "what is applied was shown on a commit that others approved",
  when: "always",
  problem: (world) => {
    const problems = world.cloud.operations
      .filter(({ job }) => !world.unreviewed.has(job))
      .flatMap((each) => problemOf(each, world) ?? []);
    return problems[0];
  },
};

function problemOf(operation: Operation, world: World): string | undefined {
  const { forge, git, queues } = world;
  const { environment, commit, text, job } = operation;
  const what = `${job.name} did "${text}" in ${environment} for ${commit.slice(0, 7)}`;
  const merged = forge.requests.filter(({ base, landed }) => base === "main" && landed.length > 0);
  if (queues) {
    // One run for several merges does nothing that none of them showed. What an earlier run has brought up is no reason to do it again.
    const contained = merged.filter(
      ({ landed }) => git.between(landed.at(-1) ?? "", commit).length === 0 && !stoodBefore(operation, landed, world),
    );
    const problems = contained.map((request) => problemOn(request, operation, what));
    return problems.includes(undefined) ? undefined : (problems.at(-1) ?? `${what}, which no change request brought`);
  }
  const [request, other] = merged.filter(({ landed }) => landed.includes(commit));
  return request && !other
    ? problemOn(request, operation, what)
    : `${what}, which no single change request brought to main`;
}

/** Whether a run that succeeded in the environment had brought a merge up before, and no later one was of a commit without it. */
function stoodBefore({ environment, at }: Operation, landed: readonly string[], { git, history }: World): boolean {
  for (const { environments, commit, ...each } of history.records.filter(isUp)) {
    const own = environments.find((one) => one.environment === environment);
    if (Date.parse(each.at) >= at || !own || own.result === "not-started" || own.result === "refused") continue;
    if (git.between(landed.at(-1) ?? "", commit).length > 0) return false;
    if (own.result === "succeeded") return true;
  }
  return false;
}

function isUp(record: KeptRecord): record is Extract<KeptRecord, RunRecord> {
  return record.kind === "up";
}

function problemOn(request: SimulatedRequest, operation: Operation, what: string): string | undefined {
  const { environment, text, job } = operation;
  const stood = request.reviews.filter(
    ({ from, until, isOfficial }) => isOfficial && from <= operation.at && until > job.startedAt,
  );
  const approvals = stood.filter((each) => counts(each, request));
  if (approvals.length === 0) return `${what}, although nobody else approved ${request.head.slice(0, 7)}`;
  const against = stood.find(
    ({ verdict, from, until }) => verdict === "changes-requested" && from <= job.startedAt && until > operation.at,
  );
  if (against) return `${what}, although ${against.reviewer.name} objects`;
  const isShown = request.said.some(({ body, from }) => {
    const shown = shownIn(body);
    if (!shown || !request.head.startsWith(shown.commit)) return false;
    if (!shown.operations.get(environment)?.includes(text)) return false;
    return approvals.some((approval) => from < approval.from + second);
  });
  return isShown ? undefined : `${what}, which no comment on #${request.number} showed before it was approved`;
}

function counts({ verdict, commit, reviewer }: StoodReview, { head, contributors }: SimulatedRequest): boolean {
  return verdict === "approved" && commit === head && !contributors.has(reviewer.id) && reviewer.id !== bot.id;
}
