import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { inputsDigestOfLayers } from "../../change/index.ts";
import { makeFolder } from "../../lib/index.ts";
import type { FoundPlan, History, HistoryRecord, LastRun, PreviewRecord, RunRecord } from "../history.ts";
import { RecordNotWritten } from "./errors.ts";
import { parseRecord } from "../parse-record.ts";

/**
 * History as one JSON file per record, `<folder>/<time>-<kind>-<commit>.json`.
 *
 * Files are only ever added, each written whole or not at all, so any number of runs may share the folder. One that was
 * damaged is passed over and named by {@link History.list}.
 */
export function fileHistory(folder: string): History {
  const cache = new Map<string, HistoryRecord | undefined>();

  const readOne = async (name: string): Promise<HistoryRecord | undefined> => {
    if (!cache.has(name)) cache.set(name, parseRecord(await readFile(path.join(folder, name), "utf8").catch(() => "")));
    return cache.get(name);
  };
  const readAll = async () => {
    const names = (await recordNames(folder)).toSorted().toReversed();
    const records = await Promise.all(names.map(readOne));
    return {
      records: records.filter((record) => record !== undefined),
      unreadable: names.filter((_, index) => records[index] === undefined),
    };
  };
  return {
    async record(entry) {
      const name = `${fileNameOf(entry.id)}-${process.pid}.json`;
      try {
        await makeFolder(folder);
        await writeFileAtomic(path.join(folder, name), `${JSON.stringify(entry)}\n`);
      } catch (thrown) {
        throw new RecordNotWritten({ folder, id: entry.id }, { cause: thrown });
      }
    },
    async shownPlans(commits, tree, inputs = new Map()) {
      const previews = (await readAll()).records.filter(isPreview);
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
    async lastRuns() {
      return lastRunsOf((await readAll()).records.filter(isRun));
    },
    async list({ environment, limit = Number.POSITIVE_INFINITY } = {}) {
      const { records, unreadable } = await readAll();
      const wanted = records.filter(
        (record) => environment === undefined || environmentsOf(record).includes(environment),
      );
      return { records: wanted.slice(0, limit), unreadable };
    },
  };
}

/** The first plan of each environment. */
function latestPlans(previews: readonly PreviewRecord[]): ReadonlyMap<string, FoundPlan> {
  const latest = new Map<string, FoundPlan>();
  for (const { plans, at, range } of previews)
    for (const plan of plans)
      if (!latest.has(plan.environment))
        latest.set(plan.environment, { ...plan, at, shownBy: `the preview of ${range.head.slice(0, 7)} at ${at}` });
  return latest;
}

function lastRunsOf(runs: readonly RunRecord[]): ReadonlyMap<string, LastRun> {
  const latest = new Map<string, LastRun>();
  for (const { kind, environments, commit, at } of runs) {
    if (kind === "refresh") continue;
    for (const each of environments)
      if (each.result !== "not-started" && each.result !== "refused" && !latest.has(each.environment))
        latest.set(each.environment, { ...each, verb: kind, commit, at });
  }
  return latest;
}

async function recordNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".json"));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
}

/** Colons are not allowed in file names everywhere; the order of names is the order of time. */
function fileNameOf(id: string): string {
  return id.replaceAll(/[^\w.-]/g, "-");
}

function environmentsOf(record: HistoryRecord): readonly string[] {
  return (isPreview(record) ? record.plans : record.environments).map(({ environment }) => environment);
}

function isPreview(record: HistoryRecord): record is PreviewRecord {
  return record.kind === "preview";
}

function isRun(record: HistoryRecord): record is RunRecord {
  return record.kind !== "preview";
}
