import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { messageOf } from "../../../../lib/index.ts";
import { jsonText } from "../json-text.ts";
import { HistoryNotRecorded, StackLockLost, StateFenced, StateNotSaved } from "./errors.ts";
import type { StackPaths } from "./layout.ts";
import { lostLockOr } from "./lock-folder.ts";
import { readFailure, readState, removeUnfinished, type Writing, writeWhole } from "./state-file.ts";
import type { UpdateRecord } from "./store.ts";

const decompress = promisify(gunzip);

/**
 * Writes one update into the stack's history: `<stack>-<nanoseconds>.history.json` with a copy of the state as
 * `.checkpoint.json`, and one more copy in the backups.
 *
 * @param writing: what its `mayCount` throws, before a file is put into place or when one could not be, is thrown on.
 * @throws {HistoryNotRecorded}
 */
export async function addHistory(
  paths: StackPaths,
  stack: string,
  update: UpdateRecord,
  writing: Pick<Writing, "openFile" | "mayCount"> = {},
): Promise<void> {
  const at = nanosecondsNow();
  const { resourceChanges = {}, result, endTime, ...known } = update;
  const entry = {
    ...known,
    version: 0,
    result,
    endTime,
    ...(Object.keys(resourceChanges).length > 0 && { resourceChanges: sorted(resourceChanges) }),
  };
  const write = async (folder: string, name: string, text: string) => {
    const file = path.join(folder, name);
    try {
      await writeWhole(file, text, { ...writing, besides: unfinishedIn(folder, stack) });
    } catch (failure) {
      const error = await lostLockOr(failure, writing.mayCount);
      if (error instanceof StackLockLost || error instanceof StateFenced) throw error;
      const problem = error instanceof StateNotSaved ? error.data.problem : messageOf(error);
      throw new HistoryNotRecorded({ stack: paths.fullName, file, problem }, { cause: error });
    }
  };
  await write(paths.historyFolder, `${stack}-${at}.history.json`, historyText(entry));
  const state = await readState(paths.stateFile);
  if (state === undefined) return;
  await write(paths.historyFolder, `${stack}-${at}.checkpoint.json`, state.text);
  await write(paths.backupFolder, `${stack}.${at}.json`, state.text);
}

/** A whole number in the configuration may have more digits than a number of JavaScript. */
function historyText({ config, ...entry }: { readonly config: UpdateRecord["config"] }): string {
  const { kind, startTime, message, environment, ...rest } = entry as Omit<UpdateRecord, "config">;
  const before = JSON.stringify({ kind, startTime, message, environment });
  return `${before.slice(0, -1)},"config":${jsonText(config)},${JSON.stringify(rest).slice(1)}`;
}

/** Removes what processes that were killed left of entries that they were writing. */
export async function removeUnfinishedHistory(
  { historyFolder, backupFolder }: StackPaths,
  stack: string,
): Promise<void> {
  for (const folder of [historyFolder, backupFolder]) await removeUnfinished(unfinishedIn(folder, stack));
}

function unfinishedIn(folder: string, stack: string): string {
  return path.join(folder, `${stack}.json`);
}

/** Newest first; the time stands in the file's name. */
export async function readHistory(paths: StackPaths): Promise<readonly UpdateRecord[]> {
  const names = await readdir(paths.historyFolder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw await readFailure(paths.historyFolder, error);
  });
  const entries = names.filter((name) => /\.history\.json(?:\.gz)?$/u.test(name)).toSorted();
  return await Promise.all(entries.toReversed().map((name) => readEntry(path.join(paths.historyFolder, name))));
}

async function readEntry(file: string): Promise<UpdateRecord> {
  try {
    const bytes = await readFile(file);
    const text = (file.endsWith(".gz") ? await decompress(bytes) : bytes).toString("utf8");
    return JSON.parse(text) as UpdateRecord;
  } catch (error) {
    throw await readFailure(file, error);
  }
}

function nanosecondsNow(): string {
  return (BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n)).toString();
}

function sorted(changes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(changes).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
