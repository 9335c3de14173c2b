import {
  type Binding,
  type ChangeRun,
  type FollowUpShown,
  type Posting,
  type Problem,
  runSucceeded,
} from "../../change/index.ts";
import type { CommentTopic, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import {
  Attempts,
  type CheckResult,
  checkOfRun,
  checkOfUp,
  comment,
  endedCheck,
  type FollowUpPorts,
  type RunWriter,
  setCheck,
  showDeployments,
  takeBackRefusal,
  tellFailures,
} from "../change-request/index.ts";
import type { Line } from "./line.ts";
import type { Queue, WaitingEnvironment } from "./read-queue.ts";
import type { QueuedMerge } from "./reviewed-merges.ts";
import type { BatchRun } from "./run-batch.ts";

/** Where results are shown. A tag brings up again what its branch brought up in other environments, so it has places of its own. */
interface Places {
  /** Of the comment. That of a branch is the one which a run of one merge writes as well. */
  readonly topic: CommentTopic;
  readonly check: string;
}

const ofBranch: Places = { topic: "up", check: checkOfUp };
const ofTag: Places = { topic: "up-by-tag", check: `${checkOfUp}-by-tag` };

/** What came of one merge in this job so far. */
interface MergeResult {
  readonly merge: QueuedMerge;
  readonly run: ChangeRun;
  readonly binding?: Binding;
  readonly followUp?: FollowUpShown | undefined;
}

/** Results of the merges of a queue, each shown on its own change request and beside its own commit. */
export class MergeResults {
  readonly #results = new Map<CommitId, MergeResult>();
  /** Merges of which was said that environments are still to come. */
  readonly #waiting = new Set<CommitId>();
  readonly #forge: Forge;
  readonly #ports: FollowUpPorts;
  readonly #write: RunWriter;
  readonly #branch: string;
  readonly #places: Places;

  constructor(forge: Forge, ports: FollowUpPorts, write: RunWriter, { branch, tag }: Line) {
    this.#forge = forge;
    this.#ports = ports;
    this.#write = write;
    this.#branch = branch;
    this.#places = tag === undefined ? ofBranch : ofTag;
  }

  /** Whether something was shown of a commit. */
  has(commit: CommitId): boolean {
    return this.#results.has(commit);
  }

  /**
   * Shows what a run did for each of its merges.
   *
   * @param left the queue after it: a merge is not done as long as one of its environments waits
   */
  async show({ run, binding }: BatchRun, merges: readonly QueuedMerge[], left: Queue): Promise<Posting> {
    const attempts = new Attempts();
    const results = merges.map((merge) => this.#add(merge, partOf(run, merge), binding));
    // Before the issue, which may wait for that of another job: the run is done.
    for (const result of results) await this.#showCheck(result, left, attempts);
    const followUp = await tellFailures(run, this.#forge, this.#ports, this.#write, attempts);
    for (const result of results) await this.#showOne({ ...result, followUp }, attempts);
    await showDeployments(run, this.#forge, attempts);
    const { changeRequest } = binding;
    return { ...(changeRequest && { changeRequest }), ...(followUp && { followUp }), problems: attempts.problems };
  }

  /** Whether it was said of a merge that environments are still to come. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Ends the checks of merges whose last environments another job has brought up: it may have said so before this job wrote that they
   * are still to come.
   *
   * @param left the queue as it is now
   */
  async settle(left: Queue, onNotPosted: (problem: Problem) => void): Promise<void> {
    const attempts = new Attempts();
    for (const commit of this.#waiting) {
      const result = this.#results.get(commit);
      if (result && this.#othersOf(result, left).every(({ due }) => due.length === 0))
        await this.#showCheck(result, left, attempts);
    }
    attempts.problems.forEach(onNotPosted);
  }

  /** Shows why a merge is not brought up. What it brought up before stays in its comment. */
  async showRefused(merge: QueuedMerge, run: ChangeRun): Promise<Posting> {
    const attempts = new Attempts();
    if (this.#results.has(merge.commit)) return { problems: [] };
    this.#results.set(merge.commit, { merge, run });
    const written = await this.#comment({ merge, run }, attempts);
    // Every job of the branch finds it in the queue again. That of its own push has set the check to running before.
    if (written?.done !== "unchanged" || !(await endedCheck(this.#forge, this.#places.check, merge.commit, attempts)))
      await this.#check(merge, checkOfRun(run, this.#write), attempts);
    const { changeRequest } = merge;
    return { ...(changeRequest && { changeRequest }), problems: attempts.problems };
  }

  #add(merge: QueuedMerge, run: ChangeRun, binding: Binding): MergeResult {
    const before = this.#results.get(merge.commit);
    const result = { merge, run: before ? together(before.run, run) : run, binding };
    this.#results.set(merge.commit, result);
    return result;
  }

  async #showCheck(result: MergeResult, left: Queue, attempts: Attempts): Promise<void> {
    const { merge, run } = result;
    const others = this.#othersOf(result, left);
    const check = this.#checkOf(run, others);
    if (check.state === "pending" && others.length > 0) this.#waiting.add(merge.commit);
    else this.#waiting.delete(merge.commit);
    await this.#check(merge, check, attempts);
  }

  /** Environments that wait for a merge, and that no run of this job was for. */
  #othersOf({ merge, run }: MergeResult, { waiting }: Queue): readonly WaitingEnvironment[] {
    return waiting.filter(
      ({ name, commits }) => commits.some((each) => merge.commits.includes(each)) && !run.environments.some(isOf(name)),
    );
  }

  #checkOf(run: ChangeRun, others: readonly WaitingEnvironment[]): CheckResult {
    if (!runSucceeded(run) || others.length === 0) return checkOfRun(run, this.#write);
    // What a run has tried waits for another merge, or for its own job: no run to come ends this check.
    const tried = others.filter(({ due }) => due.length === 0).map(({ name }) => name);
    if (tried.length > 0) return { state: "failure", description: `not brought up: ${tried.join(", ")}` };
    return waitingCheck(others.map(({ name }) => name));
  }

  async #showOne(result: MergeResult, attempts: Attempts): Promise<void> {
    await this.#comment(result, attempts);
    const { changeRequest, commit } = result.merge;
    if (changeRequest?.state === "merged")
      await takeBackRefusal({ kind: "merged", commit }, changeRequest, this.#forge, this.#write, attempts);
  }

  async #comment({ merge: { changeRequest }, run, binding, followUp }: MergeResult, attempts: Attempts) {
    if (!changeRequest) return undefined;
    return await comment(
      this.#forge,
      this.#places.topic,
      changeRequest,
      (limits) => this.#write.run(run, binding, limits, followUp),
      attempts,
    );
  }

  async #check({ commit, changeRequest }: QueuedMerge, check: CheckResult, attempts: Attempts): Promise<void> {
    const on = { attempts, on: changeRequest, branch: this.#branch };
    await setCheck(this.#forge, this.#places.check, commit, check, on);
  }
}

/** The check of a commit with environments that are still to come. */
export function waitingCheck(names: readonly string[]): CheckResult {
  return { state: "pending", description: `waits: ${names.join(", ")}` };
}

function isOf(name: string): (each: { readonly affected: { readonly name: string } }) => boolean {
  return ({ affected }) => affected.name === name;
}

/** As if the run had been for this merge alone. */
function partOf(run: ChangeRun, { environments: names }: QueuedMerge): ChangeRun {
  const isOfMerge = ({ affected }: { readonly affected: { readonly name: string } }) => names.includes(affected.name);
  return {
    ...run,
    affected: { ...run.affected, environments: run.affected.environments.filter(({ name }) => names.includes(name)) },
    previews: run.previews.filter(isOfMerge),
    environments: run.environments.filter(isOfMerge),
    // What others of the run wait for, their holds say.
    ...(run.health && { health: run.health.filter(({ environment }) => names.includes(environment)) }),
  };
}

function together(before: ChangeRun, now: ChangeRun): ChangeRun {
  const health = new Map([...(before.health ?? []), ...(now.health ?? [])].map((each) => [each.environment, each]));
  const isOld = ({ affected }: { readonly affected: { readonly name: string } }) =>
    !now.affected.environments.some(({ name }) => name === affected.name);
  return {
    ...now,
    affected: {
      ...now.affected,
      environments: [
        ...before.affected.environments.filter((affected) => isOld({ affected })),
        ...now.affected.environments,
      ],
    },
    previews: [...before.previews.filter(isOld), ...now.previews],
    environments: [...before.environments.filter(isOld), ...now.environments],
    ...(health.size > 0 && { health: [...health.values()] }),
    milliseconds: before.milliseconds + now.milliseconds,
  };
}
