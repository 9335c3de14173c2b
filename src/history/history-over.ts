import {
  type InputsDigest,
  inputsDigestOfLayers,
  instancesMadeAnew,
  type Layer,
  type RecordedChangeRequest,
} from "../change/index.ts";
import { sameJson } from "../lib/index.ts";
import { environmentsOf, verifyChains } from "./chain.ts";
import { RecordRewritten } from "./errors.ts";
import type {
  EnvironmentRecord,
  FoundLayer,
  FoundPlan,
  History,
  HistoryRecord,
  KeptRecord,
  LastInfrastructureRun,
  LastMachinesRun,
  LastRun,
  LastRuns,
  LayerRecord,
  PreviewRecord,
  RunRecord,
} from "./history.ts";
import { type LostRecord, lostRecords } from "./lost-records.ts";
import { compareRecorded, positionOf } from "./order.ts";
import { isNotices, isPreview, isRun } from "./record-kinds.ts";
import { remembered } from "./told.ts";

/** Records as they were found. */
export interface FoundRecords {
  /** In any order. */
  readonly records: readonly KeptRecord[];
  readonly unreadable: readonly string[];
  /** The highest number that was ever given, also to a record that cannot be read. */
  readonly last: number;
}

/** A place that keeps records. */
export interface RecordStore {
  /**
   * @throws {RecordUnreachable}
   * @throws {RecordRewritten} also where there is no record although one was begun. So nothing takes a record that was removed for one that
   *   is empty, and begins another one in its place.
   */
  read(): Promise<FoundRecords>;
  /**
   * Links the entry to the last records of its environments and adds it, at once or not at all. Leaves the store as it is when
   * {@link isRecorded} says that it holds the entry.
   *
   * @throws {RecordNotWritten}
   */
  add(entry: HistoryRecord): Promise<void>;
}

/** The history port over a place that keeps records: every question is answered from all of them. */
export function historyOver(store: RecordStore): History {
  const newestFirst = async () => {
    const found = await store.read();
    return { ...found, records: found.records.toSorted(lastAddedFirst) };
  };
  return {
    record: (entry) => store.add(entry),
    async shownPlans(commits, tree, inputs = new Map()) {
      const previews = (await newestFirst()).records.filter(isPreview);
      const ofFiles = previews.filter(({ range, tree: of }) => of === tree || commits.includes(range.head));
      const ofInputs = previews.map((preview) => ({
        ...preview,
        plans: preview.plans.filter(({ environment, layers }) => {
          const known = inputs.get(environment);
          return known !== undefined && inputsDigestOfLayers(layers) === known;
        }),
      }));
      return latestPlans([...ofFiles, ...ofInputs]);
    },
    async shownByInputs(layer, changeRequest) {
      const previews = (await newestFirst()).records.filter(isPreview);
      return layersByInputs(
        layer,
        previews.filter((preview) => isOf(preview, changeRequest)),
      );
    },
    async lastRuns() {
      const found = await newestFirst();
      return lastRunsOf(found.records.filter(isRun), lostRecords(found));
    },
    async notices() {
      return remembered((await newestFirst()).records.filter(isNotices).toReversed());
    },
    async list({ environment, limit = Number.POSITIVE_INFINITY } = {}) {
      const { records, unreadable, last } = await newestFirst();
      const wanted = records.filter(
        (record) => environment === undefined || environmentsOf(record).includes(environment),
      );
      return { records: wanted.slice(0, limit), unreadable, last };
    },
    async verify() {
      try {
        const { records, unreadable } = await store.read();
        return verifyChains(records, unreadable);
      } catch (thrown) {
        if (!(thrown instanceof RecordRewritten)) throw thrown;
        return { kind: "broken", record: thrown.data.place, problem: thrown.whyNotWritten.problem };
      }
    },
  };
}

/** @param previews newest first */
function layersByInputs(layer: Layer, previews: readonly PreviewRecord[]): ReadonlyMap<InputsDigest, FoundLayer> {
  const found = new Map<InputsDigest, FoundLayer>();
  for (const { id, at, by, plans } of previews)
    for (const { environment, layers } of plans)
      for (const each of layers) {
        const { inputsDigest, repeatable, shownBefore } = each;
        if (each.layer !== layer || !inputsDigest || !repeatable || found.has(inputsDigest)) continue;
        const preview = shownBefore ?? { id, at, ...(by !== undefined && { by }) };
        found.set(inputsDigest, { ...each, environment, preview });
      }
  return found;
}

function isOf({ changeRequest: of }: PreviewRecord, changeRequest: RecordedChangeRequest | undefined): boolean {
  return of === undefined || (of.forge === changeRequest?.forge && of.url === changeRequest.url);
}

/** Whether the very same entry is among the records, so that recording it again would say it twice. */
export function isRecorded(entry: HistoryRecord, records: readonly KeptRecord[]): boolean {
  return records.some((record) => record.id === entry.id && sameJson({ ...record, link: undefined }, entry));
}

/** Of each environment the plan that was shown last. @param previews newest first */
export function latestPlans(
  previews: readonly (PreviewRecord & Pick<KeptRecord, "link">)[],
): ReadonlyMap<string, FoundPlan> {
  const latest = new Map<string, FoundPlan>();
  for (const preview of previews) {
    const shownBy = `the preview of ${preview.range.head.slice(0, 7)} at ${preview.at}`;
    for (const plan of preview.plans)
      if (!latest.has(plan.environment)) latest.set(plan.environment, { ...plan, ...positionOf(preview), shownBy });
  }
  return latest;
}

function lastRunsOf(runs: readonly (RunRecord & Pick<KeptRecord, "link">)[], lost: readonly LostRecord[]): LastRuns {
  const latest = new Map<string, LastRun>();
  const engine = new Map<string, LastInfrastructureRun | undefined>();
  const machines = new Map<string, LastMachinesRun | undefined>();
  const made = new Map<string, ReadonlySet<string>>();
  for (const run of runs) {
    const { kind, environments, commit, link } = run;
    for (const each of kind === "correct" ? environments : []) made.set(each.environment, madeAnewSince(made, each));
    // A correction leaves the environment at the commit at which its last up has brought it.
    if (kind === "refresh" || kind === "correct") continue;
    const lostSince = lost.filter(({ number }) => number >= (link?.number ?? 0)).map(({ name }) => name);
    for (const each of environments) {
      if (each.result === "not-started" || each.result === "refused") continue;
      if (!latest.has(each.environment))
        latest.set(each.environment, { ...each, verb: kind, commit, ...positionOf(run), lostSince });
      const ofEngine = each.layers.find(({ layer, kind }) => layer === "infrastructure" && isStarted(kind));
      if (!engine.has(each.environment) && (ofEngine || kind === "destroy"))
        engine.set(
          each.environment,
          kind === "up" && ofEngine ? { commit, at: ofEngine.at, kind: ofEngine.kind, lostSince } : undefined,
        );
      const ofMachines = each.layers.find(({ layer, kind }) => layer === "machines" && touchesMachines.has(kind));
      if (machines.has(each.environment)) continue;
      if (ofMachines || kind === "destroy") {
        const madeSince = [...(made.get(each.environment) ?? [])].toSorted();
        machines.set(each.environment, ofMachines && { ...lastMachinesRun(ofMachines, commit, lostSince), madeSince });
      } else made.set(each.environment, madeAnewSince(made, each));
    }
  }
  for (const [name, run] of latest) {
    const ofMachines = machines.get(name);
    const ofEngine = engine.get(name);
    latest.set(name, {
      ...run,
      ...(ofEngine && { infrastructure: ofEngine }),
      ...(ofMachines && { machines: ofMachines }),
    });
  }
  return { runs: latest, lost: [...new Set(lost.map(({ name }) => name))] };
}

function isStarted(kind: LayerRecord["kind"]): boolean {
  return kind !== "refused" && kind !== "not-started" && kind !== "skipped";
}

/** Names of machines that a run has made anew, and runs after it. */
function madeAnewSince(
  after: ReadonlyMap<string, ReadonlySet<string>>,
  { environment, layers }: EnvironmentRecord,
): ReadonlySet<string> {
  const steps = layers.flatMap((each) => (each.layer === "infrastructure" ? each.steps : []));
  return new Set([...instancesMadeAnew(steps), ...(after.get(environment) ?? [])]);
}

/** Kinds of runs after which machines may be others than before, or are known to be what they are to be. */
const touchesMachines: ReadonlySet<LayerRecord["kind"]> = new Set(["applied", "unchanged", "failed", "cancelled"]);

function lastMachinesRun(
  { at, kind, problem, instances }: LayerRecord,
  commit: string,
  lostSince: readonly string[],
): Omit<LastMachinesRun, "madeSince"> {
  return { commit, at, kind, ...(problem !== undefined && { problem }), ...(instances && { instances }), lostSince };
}

function lastAddedFirst(one: KeptRecord, other: KeptRecord): number {
  return compareRecorded(positionOf(other), positionOf(one));
}
