import { layersToCompare, type Posting } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { HistoryRecord, LayerRecord, RunRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { affectedEnvironments, isAhead, onBranch } from "../selection/index.ts";
import { Attempts } from "./attempts.ts";
import { shownOf } from "./landing.ts";
import { checkOfUp, endedCheck, setCheck } from "./posting.ts";
import { rangeOfChange } from "./range-of-change.ts";

export interface LandedCommit {
  readonly commit: CommitId;
  readonly branch: string;
  /** Those that are to be brought up; all of the change when empty. */
  readonly environments: readonly string[];
}

/** Why a commit is not brought up again. */
export type BroughtUp =
  /** Its own run brought up all of it. */
  | { readonly kind: "whole"; readonly at: string }
  /**
   * Its own run left its agents behind, and `by`, which has it in its history, brought up the same environments since: brought up again,
   * the commit would be refused as older than what stands. Where `isSettled` is false, the agents were late for `by`, too.
   */
  | { readonly kind: "overtaken"; readonly by: readonly CommitId[]; readonly isSettled: boolean };

type BroughtUpPorts = Pick<FlowPorts, "git" | "history" | "programs">;

/**
 * How a commit was brought up on record, where bringing it up again has nothing to do: running the job of a push again does not repeat
 * it, and does not put a refusal in the place of its result.
 *
 * `undefined` where there is no such run, where a layer is not handled, where one of the environments was destroyed since, where its agent
 * was late and nothing came after it, and where the commit has no environments.
 *
 * @throws {RecordUnreachable} {@link ForgeUnavailable} {@link ForgeRefused}
 */
export async function broughtUpBefore(
  { commit, branch, environments }: LandedCommit,
  forge: Pick<Forge, "changeRequests">,
  ports: BroughtUpPorts,
): Promise<BroughtUp | undefined> {
  const { records } = await ports.history.list();
  const ups = records.flatMap((each) => (each.kind === "up" && each.commit === commit ? [each] : []));
  if (ups.length === 0) return undefined;
  const [of] = (await forge.changeRequests?.mergedBy(commit, branch)) ?? [];
  const brought = { commit, branch, ...(of && { number: of.number }) };
  const touched = await affectedEnvironments(await rangeOfChange(brought, forge, ports.git), onBranch(branch, ports));
  const ofChange = new Set([
    ...touched.environments.map(({ name }) => name),
    ...shownOf(records, ({ range }) => range.head === of?.head.commit),
  ]);
  const declared = await new DeclarationIndex(await ports.git.treeOf(commit)).names();
  const wanted = environments.length > 0 ? environments : declared.filter((name) => ofChange.has(name));
  const isAbout = ({ environments: ran }: RunRecord) => ran.some(({ environment }) => wanted.includes(environment));
  const newest = ups.find(isAbout);
  if (!newest || !succeeded(newest, wanted)) return undefined;
  const later = records.slice(0, records.indexOf(newest));
  if (later.some((each) => each.kind === "destroy" && isAbout(each))) return undefined;
  if (doneVerdicts.has(newest.verdict)) return { kind: "whole", at: newest.at };
  const isHandled = touched.environments.every(
    (each) => !wanted.includes(each.name) || layersToCompare(each).every((layer) => hasLayer(newest, each.name, layer)),
  );
  if (newest.verdict !== "not-converged" || !isHandled) return undefined;
  const late = wanted.filter((name) => !isSettled(newest, name));
  return await overtaken(commit, late, later, ports);
}

/**
 * Ends the check of a commit that was brought up, where the run that did it did not come to that: it was killed, or the forge did not
 * answer. A check that says something else than that it runs is left as it is.
 */
export async function showBroughtUp(
  { commit, branch, at }: Pick<LandedCommit, "commit" | "branch"> & { readonly at: string },
  forge: Pick<Forge, "statuses">,
): Promise<Posting> {
  const attempts = new Attempts();
  const ended = await endedCheck(forge, checkOfUp, commit, attempts);
  const done = { state: "success", description: `done at ${at}` } as const;
  if (!ended && attempts.problems.length === 0)
    await setCheck(forge, checkOfUp, commit, done, { attempts, on: undefined, branch });
  return { problems: attempts.problems };
}

/** An agent that was late and a layer that is not handled take nothing from the result of an environment, and are not done. */
const doneVerdicts: ReadonlySet<string | undefined> = new Set(["applied", "published", "unchanged", "skipped"]);

function succeeded({ environments }: RunRecord, wanted: readonly string[]): boolean {
  const done = environments.filter(({ result }) => result === "succeeded").map(({ environment }) => environment);
  return wanted.every((name) => done.includes(name));
}

function layersOf({ environments }: RunRecord, name: string): readonly LayerRecord[] {
  return environments.find(({ environment }) => environment === name)?.layers ?? [];
}

function hasLayer(run: RunRecord, name: string, layer: LayerRecord["layer"]): boolean {
  return layersOf(run, name).some((each) => each.layer === layer);
}

function isSettled(run: RunRecord, name: string): boolean {
  return layersOf(run, name).every(({ kind }) => doneVerdicts.has(kind));
}

/** @param later records since its own run, the newest first */
async function overtaken(
  commit: CommitId,
  late: readonly string[],
  later: readonly HistoryRecord[],
  { git }: BroughtUpPorts,
): Promise<BroughtUp | undefined> {
  const by = new Set<CommitId>();
  let areSettled = true;
  for (const name of late) {
    const last = later.find(
      (each): each is RunRecord =>
        each.kind === "up" && each.environments.some(({ environment }) => environment === name),
    );
    if (!last || !succeeded(last, [name]) || !(await isAhead(last.commit, commit, git))) return undefined;
    by.add(last.commit);
    areSettled &&= isSettled(last, name);
  }
  return { kind: "overtaken", by: [...by], isSettled: areSettled };
}
