import { type ChangeRun, isGoodEnd, type LeftWaiting, type Posting, type Problem } from "../../change/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import { LeaseHeld, LeaseTooNew, LeaseUnreadable } from "../../lease/index.ts";
import { tellingFailure } from "../../lib/index.ts";
import { emptyRun, type RunWriter, refusedRun } from "../change-request/index.ts";
import { ForgeLacksPort } from "../errors.ts";
import { underLeases } from "../lease/index.ts";
import type { FlowPorts } from "../ports.ts";
import { dependenciesAmong } from "../selection/index.ts";
import { type Batch, type Chosen, chooseBatch } from "./choose-batch.ts";
import { keepingMerges } from "./kept-merges.ts";
import { leftGit } from "./left-git.ts";
import { type Line, onLine } from "./line.ts";
import { MergeResults } from "./merge-results.ts";
import { type OwnMerges, type OwnMergesEnd, ownMerges, type StartingPush } from "./own-merges.ts";
import { type Queue, type QueueQuestion, queueOf, readQueue, type WaitingEnvironment } from "./read-queue.ts";
import { type QueuedMerge, reviewedMerges, waitingForMerges } from "./reviewed-merges.ts";
import { type BatchRun, type BatchSettings, runBatch } from "./run-batch.ts";

export interface QueueUpRequest extends BatchSettings, Line {
  /** The push that started this job. Absent: no merge is this job's own. A tag has none: all that it brings up is its job's own. */
  readonly push?: StartingPush;
  /** Approvals by others that a change request needs. */
  readonly requiredApprovals: number;
  readonly write: RunWriter;
  /** Called with what the forge did not take, where there is no run whose posting could say it. */
  readonly onNotPosted: (problem: Problem) => void;
  /** Called as each run has ended and is shown on the forge, and for each merge of the own push that others did not approve. */
  readonly onRun: (run: QueueRun) => Promise<void>;
}

/** A run that brought several merges up, or one that was refused for want of a review. */
export interface QueueRun extends Partial<Pick<BatchRun, "binding">> {
  readonly run: ChangeRun;
  readonly posting: Posting;
}

/** How a job leaves the queue. */
export interface QueueEnd extends OwnMergesEnd {
  /** Environments that wait still, and why; sorted by name. */
  readonly left: readonly LeftWaiting[];
  /** Names of those that other runs are changing: the next job goes on with what waits for them. */
  readonly held: readonly string[];
  /** Names of environments that stand and that the branch has removed. */
  readonly leftGit: readonly string[];
}

/**
 * Brings up what waits on a branch, or for a tag on it, until nothing waits that this job can bring up: first the environments of its own
 * push, then those that a job which was killed or never ran has left. Each run takes environments to the newest commit that they can come
 * to, for all merges that they wait for, and is held to what these showed together and others approved.
 *
 * What is brought up is chosen when the leases are held, from the branch and the record as they are then: merges that another run has
 * contained meanwhile are not brought up again. The result of each merge stands on its change request and beside its commit.
 *
 * @throws {ForgeLacksPort} {@link ForgeUnavailable} {@link ForgeRefused} {@link RecordUnreachable}
 */
export async function bringUpQueue(request: QueueUpRequest, given: FlowPorts, host: Forge): Promise<QueueEnd> {
  const forge = keepingMerges(host);
  const ports = onLine(request, given, forge);
  if (!forge.changeRequests) throw new ForgeLacksPort({ forge: forge.name, port: "change requests" });
  const own = await ownMerges(request, ports, forge);
  const first = await readQueue(own.question, forge, ports);
  const job = new QueueJob(request, own, ports, forge);
  const isShown = (commit: CommitId) => job.results.has(commit);
  return await own.endingChecks(first, { ...request, isShown }, async () => {
    const { queue, held } = await job.bringUpAll(first);
    const end = await own.end(queue, isShown);
    return { ...end, left: job.leftIn(queue), held, leftGit: await leftGit(queue.tip, ports) };
  });
}

/** What one turn under the leases came to. */
interface Turn {
  readonly queue: Queue;
  /** All that its environments wait for, oldest first. */
  readonly merges: readonly QueuedMerge[];
  readonly chosen: Chosen;
  /** Absent where nothing could be brought up. */
  readonly ended?: BatchRun & { readonly merges: readonly QueuedMerge[] };
}

class QueueJob {
  readonly results: MergeResults;
  readonly #request: QueueUpRequest;
  readonly #question: QueueQuestion;
  /** Commits of this job's own push. */
  readonly #own: ReadonlySet<CommitId>;
  readonly #ports: FlowPorts;
  readonly #forge: Forge;
  /** By environment, commits that this job has done for it what it can. */
  readonly #seen = new Map<string, Set<CommitId>>();
  readonly #left = new Map<string, LeftWaiting>();

  constructor(request: QueueUpRequest, { question, landed }: OwnMerges, ports: FlowPorts, forge: Forge) {
    this.#request = request;
    this.#question = question;
    this.#own = new Set(landed);
    this.#ports = ports;
    this.#forge = forge;
    this.results = new MergeResults(forge, ports, request.write, request);
  }

  async bringUpAll(first: Queue): Promise<{ readonly queue: Queue; readonly held: readonly string[] }> {
    const held = new Set<string>();
    const unknown = new Map<string, LeaseUnreadable | LeaseTooNew>();
    let isOwnTurn = (this.#question.own ?? this.#question.tag) !== undefined;
    let queue = first;
    while (!this.#ports.signal.aborted) {
      const open = queue.waiting.filter(
        (each) => this.#isOpen(each) && !held.has(each.name) && !unknown.has(each.name),
      );
      const names = (isOwnTurn ? open.filter(({ isOwn }) => isOwn) : open).map(({ name }) => name);
      if (names.length === 0) {
        if (!isOwnTurn) break;
        isOwnTurn = false;
        continue;
      }
      try {
        const turn = await this.#turn(names, queue, isOwnTurn);
        queue = await this.#readAfter(turn);
        await this.#show(turn, queue);
      } catch (thrown) {
        if (thrown instanceof LeaseUnreadable || thrown instanceof LeaseTooNew) {
          for (const name of environmentsOf(thrown)) unknown.set(name, thrown);
          continue;
        }
        if (isOwnTurn || !(thrown instanceof LeaseHeld)) throw thrown;
        // What waits for it is left to the next job: nothing of this one is kept waiting for the holder.
        for (const { environment } of thrown.data.held) held.add(environment);
      }
    }
    if (this.results.isWaiting) {
      queue = await this.#read();
      await this.results.settle(queue, this.#request.onNotPosted);
    }
    // Told when the others are done: what waits for these environments is not known to be free.
    const [untold] = unknown.values();
    if (untold) throw untold;
    return { queue, held: [...held].toSorted() };
  }

  /** Why environments that wait in this queue were left. */
  leftIn(queue: Queue): readonly LeftWaiting[] {
    const waiting = new Set(queue.waiting.map(({ name }) => name));
    const ofThisJob = [...this.#left.values()].filter(({ name }) => waiting.has(name));
    const tried = queue.waiting.flatMap(({ name, commits, due }): readonly LeftWaiting[] =>
      due.length > 0 || this.#left.has(name) || this.#seen.has(name) ? [] : [{ kind: "tried", name, commits }],
    );
    return [...ofThisJob, ...tried].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  async #read(): Promise<Queue> {
    return await readQueue(this.#question, this.#forge, this.#ports);
  }

  /** What was brought up is shown, also where what is left cannot be read. */
  async #readAfter(turn: Turn): Promise<Queue> {
    return await tellingFailure(
      () => this.#read(),
      async () => {
        const done = doneBy(turn);
        const waiting = turn.queue.waiting.filter(({ name }) => !done.has(name));
        await this.#show(turn, { ...turn.queue, waiting });
      },
    );
  }

  #isOpen({ name, due }: WaitingEnvironment): boolean {
    return this.#notSeen(name, due).length > 0;
  }

  #notSeen(name: string, due: readonly CommitId[]): readonly CommitId[] {
    const seen = this.#seen.get(name);
    return due.filter((commit) => !seen?.has(commit));
  }

  /** One run, for the environments of `names` that can come furthest. */
  async #turn(names: readonly string[], before: Queue, isOwnTurn: boolean): Promise<Turn> {
    const { git } = this.#ports;
    let turn: Turn | undefined;
    const run = await underLeases(
      {
        verb: "up",
        environments: names,
        tree: await git.treeOf(before.tip),
        // A job waits for its turn with what it is there for, and for nothing else.
        waits: isOwnTurn,
      },
      this.#ports,
      async (cutOff) => {
        const chosen = await this.#choose(names);
        turn = chosen;
        const { queue } = chosen;
        const { batch } = chosen.chosen;
        // Another run has done it meanwhile, or nothing of it can be brought up.
        if (!batch) return emptyRun(queue.tip, this.#ports);
        const merges = mergesOf(batch, chosen);
        const ended = await runBatch({ batch, merges, queue, cutOff }, this.#request, this.#ports, this.#forge);
        turn = { ...chosen, ended: { ...ended, merges } };
        return ended.run;
      },
    );
    if (!turn) throw new Error("The work under the leases was not done.");
    this.#remember(turn, names);
    return turn.ended ? { ...turn, ended: { ...turn.ended, run } } : turn;
  }

  async #choose(names: readonly string[]): Promise<Turn> {
    const { git } = this.#ports;
    const queue = await this.#read();
    const mine = queueOf(queue, new Set(names));
    const merges = await reviewedMerges(
      { queue: mine, required: this.#request.requiredApprovals },
      this.#forge,
      this.#ports,
    );
    const dependencies = await dependenciesAmong(
      await git.treeOf(queue.tip),
      queue.waiting.map(({ name }) => name),
    );
    const chosen = chooseBatch({
      merges: merges.map(({ commit, decision }) => ({ commit, isApproved: decision.kind === "reviewed" })),
      waiting: waitingForMerges(
        mine.waiting
          .filter((each) => this.#isOpen(each))
          .map((each) => ({ ...each, due: this.#notSeen(each.name, each.due) })),
        merges,
      ),
      behind: new Map([...dependencies].map(([name, on]) => [name, [...on]])),
      tip: queue.tip,
    });
    return { queue, merges, chosen };
  }

  /** What did not succeed is not tried again by this job, unless other merges come. */
  #remember(turn: Turn, names: readonly string[]): void {
    const {
      queue,
      chosen: { batch, left },
      ended,
    } = turn;
    for (const each of left) this.#left.set(each.name, each);
    const done = doneBy(turn);
    const contained = new Set(ended?.merges.flatMap(({ commits }) => commits));
    const finished = batch ? batch.names : names;
    for (const { name, due } of queue.waiting) {
      const isRefused = left.some((each) => each.name === name && each.kind === "not-approved");
      if (done.has(name)) this.#left.delete(name);
      if (!isRefused && !finished.includes(name)) continue;
      // Of one that came as far as it could, what lies beyond is for the next turn.
      const seen = done.has(name) ? due.filter((commit) => contained.has(commit)) : due;
      this.#seen.set(name, new Set([...(this.#seen.get(name) ?? []), ...seen]));
    }
  }

  async #show({ merges, chosen, ended }: Turn, queue: Queue): Promise<void> {
    const { onRun } = this.#request;
    if (ended) {
      const { run, binding } = ended;
      await onRun({ run, binding, posting: await this.results.show(ended, ended.merges, queue) });
    }
    for (const left of chosen.left) {
      if (left.kind !== "not-approved") continue;
      const merge = merges.find(({ commit }) => commit === left.merge);
      if (!merge || merge.decision.kind !== "refused" || this.results.has(merge.commit)) continue;
      const { code, because } = merge.decision;
      const remedy = this.#question.tag === undefined ? merge.decision.remedy : remedyOfTag;
      const isOwn = this.#question.tag !== undefined || merge.commits.some((commit) => this.#own.has(commit));
      // What has no change request is told by the job of its own push alone.
      if (!isOwn && !merge.changeRequest) continue;
      const run = refusedRun(merge.commit, { kind: "not-reviewed", code, because, remedy }, this.#ports);
      const posting = await this.results.showRefused(merge, run);
      if (isOwn) await onRun({ run, posting });
    }
  }
}

/** No run of a tag goes without reviews. */
const remedyOfTag =
  "Merge another change request that shows what is missing, have it approved by others, and put a tag on that merge.";

function environmentsOf(thrown: LeaseUnreadable | LeaseTooNew): readonly string[] {
  const leases = thrown instanceof LeaseUnreadable ? thrown.data.unreadable : thrown.data.leases;
  return leases.map(({ environment }) => environment);
}

/** Names of the environments that came as far as the run was to bring them. */
function doneBy({ ended }: Turn): ReadonlySet<string> {
  const done = ended?.run.environments.filter(({ layers }) => layers.every(isGoodEnd)) ?? [];
  return new Set(done.map(({ affected }) => affected.name));
}

/** Those that the run of a batch contains. */
function mergesOf({ commit, names }: Batch, { queue, merges }: Turn): readonly QueuedMerge[] {
  const waitedFor = new Set(queue.waiting.flatMap((each) => (names.includes(each.name) ? each.commits : [])));
  const last = merges.findIndex((merge) => merge.commit === commit);
  return merges
    .slice(0, last < 0 ? merges.length : last + 1)
    .filter(({ commits }) => commits.some((each) => waitedFor.has(each)));
}
