import type { CommitRange, Problem } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { Forge } from "../../forge/index.ts";
import { type CommitId, emptyTree } from "../../git/index.ts";
import {
  Attempts,
  checkOfUp,
  landedCommits,
  type RunWriter,
  rangeOfChange,
  runningCheck,
  setCheck,
  showBroughtUp,
} from "../change-request/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, firstParent, isAhead } from "../selection/index.ts";
import type { Line } from "./line.ts";
import { waitingCheck } from "./merge-results.ts";
import type { Queue, QueueQuestion } from "./read-queue.ts";

/** What became of the merges of this job's own push that no run of this job contained. */
export interface OwnMergesEnd {
  /** Other runs brought them up; `at` is when the last of these ended, in ISO 8601. */
  readonly contained: readonly { readonly commit: CommitId; readonly at: string }[];
  /** They touch no environment that is declared, so that nothing waits for them. */
  readonly untouched: readonly CommitId[];
  /** Later merges have removed the folders of all environments that they touch. */
  readonly removed: readonly CommitId[];
  /** Environments wait for them still. */
  readonly waiting: readonly CommitId[];
}

/** A push, as its pipeline names it. */
export interface StartingPush {
  /** Where the branch stood after it. */
  readonly head: string;
  /** Where it stood before. Absent where the pipeline does not say: then the push is the merge of `head` alone. */
  readonly since?: string;
}

const removedCheck = { state: "success", description: "nothing to do: its environments were removed since" } as const;

/** The merges that a push brought. Each has a check that is ended, also where the job fails. */
export interface OwnMerges {
  /** The newest commit of each, oldest first. */
  readonly landed: readonly CommitId[];
  readonly question: QueueQuestion;
  /** Says on each that is waited for that it is running, does `work`, and where that fails says so on those of which nothing was shown. */
  endingChecks<T>(
    queue: Queue,
    request: {
      readonly write: RunWriter;
      readonly onNotPosted: (problem: Problem) => void;
      readonly isShown: (commit: CommitId) => boolean;
    },
    work: () => Promise<T>,
  ): Promise<T>;
  /** Ends the checks of those of which nothing was shown. */
  end(queue: Queue, isShown: (commit: CommitId) => boolean): Promise<OwnMergesEnd>;
}

/** @throws {ForgeUnavailable} {@link ForgeRefused} {@link MissingHistory} */
export async function ownMerges(
  { branch, tag, push }: Line & { readonly push?: StartingPush },
  ports: Pick<FlowPorts, "git" | "history" | "programs" | "reach">,
  forge: Forge,
): Promise<OwnMerges> {
  const { git } = ports;
  const landed = push ? await landedCommits({ ...push, since: await sinceOf(push, git), branch }, forge, git) : [];
  const ranges = new Map<CommitId, CommitRange>();
  for (const commit of landed) ranges.set(commit, await rangeOfMerge(commit, branch, forge, git));
  const [first] = landed;
  const head = landed.at(-1);
  const since = first && ranges.get(first)?.base;
  const checks = { attempts: new Attempts(), on: undefined, branch };

  function rangeOf(commit: CommitId): CommitRange {
    const range = ranges.get(commit);
    if (!range) throw new Error(`${commit} is no merge of this push.`);
    return range;
  }

  /** Names of the environments that wait for a commit of the merge. */
  async function waitingFor(commit: CommitId, { waiting }: Queue): Promise<readonly string[]> {
    const { base } = rangeOf(commit);
    const ofMerge = new Set<CommitId>();
    for (let at = commit; at !== base && at !== emptyTree; at = await firstParent(at, git)) ofMerge.add(at);
    return waiting.flatMap(({ name, commits }) => (commits.some((each) => ofMerge.has(each)) ? [name] : []));
  }

  /** Environments that the merge touched and left declared. */
  async function touchedBy(commit: CommitId): Promise<readonly string[]> {
    const { environments } = await affectedEnvironments(rangeOf(commit), ports);
    return environments.flatMap(({ name, folder }) => (folder === "removed" ? [] : [name]));
  }

  async function broughtUpAt(commit: CommitId, names: readonly string[]): Promise<string | undefined> {
    const { records } = await ports.history.list();
    for (const record of records) {
      if (record.kind !== "up") continue;
      const isOf = record.environments.some(({ environment }) => names.includes(environment));
      if (isOf && (await isAhead(record.commit, commit, git))) return record.at;
    }
    return undefined;
  }

  return {
    landed,
    question: {
      branch,
      ...(tag !== undefined && { tag }),
      ...(since !== undefined && since !== emptyTree && head !== undefined && { own: { since, head } }),
    },
    async endingChecks(queue, { write, onNotPosted, isShown }, work) {
      const open: CommitId[] = [];
      for (const commit of landed) if ((await waitingFor(commit, queue)).length > 0) open.push(commit);
      for (const commit of open) await setCheck(forge, checkOfUp, commit, runningCheck, checks);
      return await checks.attempts.postingFailure(
        work,
        async (problem) => {
          const ended = { state: "error", description: write.failureVerdict(problem) } as const;
          for (const commit of open) if (!isShown(commit)) await setCheck(forge, checkOfUp, commit, ended, checks);
        },
        onNotPosted,
      );
    },
    async end(queue, isShown) {
      const contained: { commit: CommitId; at: string }[] = [];
      const [untouched, removed, still]: [CommitId[], CommitId[], CommitId[]] = [[], [], []];
      const declared = await new DeclarationIndex(await git.treeOf(queue.tip)).names();
      for (const commit of landed) {
        if (isShown(commit)) continue;
        const names = await waitingFor(commit, queue);
        if (names.length > 0) {
          still.push(commit);
          await setCheck(forge, checkOfUp, commit, waitingCheck(names), checks);
          continue;
        }
        const touched = await touchedBy(commit);
        const at = await broughtUpAt(commit, touched);
        if (at !== undefined) {
          contained.push({ commit, at });
          await showBroughtUp({ commit, branch, at }, forge);
        } else if (touched.length > 0 && !touched.some((name) => declared.includes(name))) {
          // Brought up by itself, it would make again what a later merge has taken away.
          removed.push(commit);
          await setCheck(forge, checkOfUp, commit, removedCheck, checks);
        } else untouched.push(commit);
      }
      return { contained, untouched, removed, waiting: still };
    },
  };
}

async function rangeOfMerge(
  commit: CommitId,
  branch: string,
  forge: Forge,
  git: FlowPorts["git"],
): Promise<CommitRange> {
  const [only, ...others] = (await forge.changeRequests?.mergedBy(commit, branch)) ?? [];
  const isOnly = only !== undefined && others.length === 0;
  return await rangeOfChange({ commit, branch, ...(isOnly && { number: only.number }) }, forge, git);
}

async function sinceOf({ head, since }: StartingPush, git: FlowPorts["git"]): Promise<string> {
  return since ?? (await firstParent(await git.resolve(head), git));
}
