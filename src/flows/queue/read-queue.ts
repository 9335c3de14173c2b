import { DeclarationIndex } from "../../environment/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { mayStand } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, firstParent, hasCommit, reachedOf } from "../selection/index.ts";
import { type BranchWalk, walkBack } from "./branch-walk.ts";
import { endOfLine, type Line, onLine, requireReaching } from "./line.ts";
import { type Standings, standingsOf } from "./standings.ts";

/**
 * Commits that are looked at. Older ones are taken for brought up, but for environments that a run of the queue has seen waiting: these stay
 * in its record.
 */
const mostCommits = 1000;

/** A commit of the branch itself: a merge, a squashed change or a push. */
export interface QueuedCommit {
  readonly commit: CommitId;
  /** The one before it on the branch. */
  readonly parent: CommitId;
  /** Names of the environments that it touches, also of those whose folder it removes. */
  readonly environments: readonly string[];
}

/** An environment that the newest commit of the branch has not come to. */
export interface WaitingEnvironment {
  readonly name: string;
  /** Those that bringing it up does for the first time, oldest first. Never empty. */
  readonly commits: readonly CommitId[];
  /** Those of them that no run has tried yet, or that this job has to try again. With none, it waits for a person. */
  readonly due: readonly CommitId[];
  /** Whether one of them came with the push that started this job, or is brought up by its tag. */
  readonly isOwn: boolean;
}

/** What waits on a branch, or for a tag on it, as Git and the record say. */
export interface Queue extends Line {
  /** Its newest commit, or the one with the tag. */
  readonly tip: CommitId;
  /** The newest first. */
  readonly commits: readonly QueuedCommit[];
  /** Sorted by name. Only environments that the newest commit declares. */
  readonly waiting: readonly WaitingEnvironment[];
  /** Names of environments that waited at an earlier run, for commits that are older than those that were looked at. */
  readonly longWaiting: readonly string[];
}

/** The branch, and what of it is this job's own. */
export interface QueueQuestion extends Line {
  /** The push that started this job: where the branch stood before it, and after. Absent: no merge is this job's own. */
  readonly own?: { readonly since: CommitId; readonly head: CommitId };
}

/**
 * Reads which environments the newest commit of a branch has not come to, and which commits each of them waits for: from the branch and the
 * record alone, so that a run that was killed, or a job that was never started, leaves nothing out of it.
 *
 * An environment waits for a commit that touches it and came after its last successful `up`. One that was never brought up waits for
 * what came to the branch since the first preview on record. Up to a tag, what comes after its commit is not looked at: an environment
 * that stands there waits for nothing.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link RecordUnreachable}, and of a tag {@link NoSuchTag} {@link TagNotOnBranch}
 *   {@link TagReachesNothing}
 */
export async function readQueue(
  { own, ...line }: QueueQuestion,
  forge: Pick<Forge, "branches">,
  given: Pick<FlowPorts, "git" | "history" | "programs" | "reach">,
): Promise<Queue> {
  const ports = onLine(line, given);
  const { git, history } = ports;
  const { tip, newest } = await endOfLine(line, forge, git);
  const declared = new Set(await declaredAt(tip, git));
  if (line.tag !== undefined) {
    await requireReaching(line.tag, [...declared], ports.reach);
    for (const name of await goneSince(newest, [...declared], ports)) declared.delete(name);
  }
  const standings = standingsOf((await history.list()).records, line, tip);
  const upToTag = line.tag === undefined ? undefined : await reachedOf([...declared], ports.reach);
  const found = await walkFrom(tip, { ...(own && { push: own }), ...(upToTag && { upToTag }) }, standings, git);
  const commits: QueuedCommit[] = [];
  for (const commit of found.walk.commits.slice(0, found.needed)) {
    const parent = await firstParent(commit, git);
    const { environments } = await affectedEnvironments({ base: parent, head: commit }, ports);
    commits.push({ commit, parent, environments: environments.map(({ name }) => name) });
  }
  const names = [...new Set(commits.flatMap(({ environments }) => environments))].toSorted();
  const waiting: WaitingEnvironment[] = [];
  for (const name of names) {
    if (!declared.has(name)) continue;
    const each = await waitingOf(name, commits, found, standings);
    if (each.commits.length > 0) waiting.push(each);
  }
  const long = await longWaitingAt(found, standings, declared);
  return { ...line, tip, commits, waiting, longWaiting: await reachedOf(long, ports.reach) };
}

async function declaredAt(commit: CommitId, git: Repository): Promise<readonly string[]> {
  return await new DeclarationIndex(await git.treeOf(commit)).names();
}

/** Those that do not stand, and that the branch does not declare any more: a tag that is older would make them. */
async function goneSince(
  newest: CommitId,
  names: readonly string[],
  { git, history }: Pick<FlowPorts, "git" | "history">,
): Promise<readonly string[]> {
  const declared = await declaredAt(newest, git);
  const { runs } = await history.lastRuns();
  const stands = (name: string) => {
    const run = runs.get(name);
    return run !== undefined && mayStand(run);
  };
  return names.filter((name) => !declared.includes(name) && !stands(name));
}

/** Those that stand further back than was looked: what they wait for cannot be told, so it is not forgotten either. */
async function longWaitingAt(
  { walk, mark, upToTag }: FoundBranch,
  { broughtUpTo, newestMark }: Standings,
  declared: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (walk.commits.length < mostCommits) return [];
  const behind: string[] = [];
  for (const name of upToTag ?? mark?.waiting ?? newestMark ?? []) {
    const standsAt = broughtUpTo.get(name);
    const isBehind = standsAt === undefined || (await walk.newerThan(standsAt)) === walk.commits.length;
    if (declared.has(name) && isBehind) behind.push(name);
  }
  return behind.toSorted();
}

/** The same, with only these environments and what they wait for. */
export function queueOf(queue: Queue, names: ReadonlySet<string>): Queue {
  return { ...queue, waiting: queue.waiting.filter(({ name }) => names.has(name)) };
}

interface FoundBranch {
  readonly walk: BranchWalk;
  /** How many of its commits an environment may wait for. */
  readonly needed: number;
  /** The newest commit up to which a run has looked at the branch, with the environments that waited then. */
  readonly mark?: { readonly place: number; readonly waiting: ReadonlySet<string> };
  /** Places of the commits of this job's push: from the first, and before the second. */
  readonly own: readonly [number, number];
  /** The environments that a tag reaches, where it is asked about one. */
  readonly upToTag?: readonly string[];
}

/** What of the branch is asked about. */
interface Asked {
  readonly push?: NonNullable<QueueQuestion["own"]>;
  /** The environments that a tag reaches, where it is asked about one. All that they wait for is this job's own. */
  readonly upToTag?: readonly string[];
}

async function walkFrom(
  tip: CommitId,
  { push, upToTag }: Asked,
  { broughtUpTo, marks, beginning }: Standings,
  git: Repository,
): Promise<FoundBranch> {
  const begins = await beginsAt(beginning, git);
  const since = push ? [push.since] : [];
  // What is older matters to the environments alone that waited at the mark.
  const endsOf = (waiting: Iterable<string>) =>
    [...waiting].flatMap((name) => {
      const standsAt = broughtUpTo.get(name);
      return standsAt === undefined ? begins : [standsAt];
    });
  const first = upToTag ? endsOf(upToTag) : begins;
  const markedAt = (at: CommitId) => {
    const waiting = marks.get(at);
    return waiting && endsOf(waiting);
  };
  const walk = await walkBack(tip, { always: since, unlessMarked: first, markedAt, most: mostCommits }, git);
  const waiting = walk.marked === undefined ? undefined : marks.get(walk.marked);
  const mark = waiting && { place: await walk.newerThan(walk.marked ?? tip), waiting };
  const ends = [...since, ...(mark ? endsOf(mark.waiting) : first)];
  const places: number[] = [];
  for (const end of new Set(ends)) places.push(await walk.newerThan(end));
  return {
    walk,
    needed: ends.length === 0 ? walk.commits.length : Math.max(mark ? mark.place : 0, ...places),
    ...(mark && { mark }),
    ...(upToTag && { upToTag }),
    own: await ownPlaces({ ...(push && { push }), ...(upToTag && { upToTag }) }, walk),
  };
}

async function ownPlaces({ push, upToTag }: Asked, walk: BranchWalk): Promise<FoundBranch["own"]> {
  if (upToTag) return [0, walk.commits.length];
  return push ? [await walk.newerThan(push.head), await walk.newerThan(push.since)] : [0, 0];
}

/** None where the record is empty, or the clone lacks the commit. */
async function beginsAt(beginning: Standings["beginning"], git: Repository): Promise<readonly CommitId[]> {
  if (!beginning) return [];
  if ("at" in beginning) return [beginning.at];
  return (await hasCommit(beginning.rightBefore, git)) ? [await firstParent(beginning.rightBefore, git)] : [];
}

async function waitingOf(
  name: string,
  commits: readonly QueuedCommit[],
  { walk, mark, own: [newestOwn, beforeOwn] }: FoundBranch,
  { broughtUpTo, unsettled, attempted }: Standings,
): Promise<WaitingEnvironment> {
  const standsAt = broughtUpTo.get(name);
  const standing = standsAt === undefined ? commits.length : await walk.newerThan(standsAt);
  const looked = mark && !mark.waiting.has(name) ? mark.place : commits.length;
  // A run of the queue tries commits of the branch itself, and older ones do not matter.
  const tried = [...(attempted.get(name) ?? [])].flatMap((each) => walk.placeOf(each) ?? []);
  const untried = Math.min(commits.length, ...tried);
  const isOwn = (place: number) => place >= newestOwn && place < beforeOwn;
  // A job that is run again waits again for an agent that was late.
  const isWaiting = (place: number) =>
    isOwn(place) ? place < standing || unsettled.has(name) : place < standing && place < looked;
  const places = commits.flatMap(({ environments }, place) => (environments.includes(name) ? [place] : []));
  const found = places.filter(isWaiting).toReversed();
  const commitsAt = (some: readonly number[]) => some.map((place) => (commits[place] as QueuedCommit).commit);
  return {
    name,
    commits: commitsAt(found),
    due: commitsAt(found.filter((place) => isOwn(place) || place < untried)),
    isOwn: found.some(isOwn),
  };
}
