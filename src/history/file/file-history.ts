import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import {
  addFile,
  createdAnew,
  draftsOf,
  GroundworkError,
  makeFolder,
  messageOf,
  readPlainFile,
  shellWord,
} from "../../lib/index.ts";
import { chainEnds } from "../chain.ts";
import { RecordNotWritten, RecordRewritten, RecordUnreachable } from "../errors.ts";
import type { History, HistoryRecord, KeptRecord } from "../history.ts";
import { type FoundRecords, historyOver, isRecorded } from "../history-over.ts";
import { parseRecord } from "../parse-record.ts";
import { readableRecord } from "../readable-record.ts";

/**
 * History as one JSON file per record, `<folder>/<number>.json`; versions before 3 named them `<time>-<kind>-<commit>.json`.
 *
 * Files are only ever added, each written whole or not at all, so any number of runs may share the folder. One that was
 * damaged is passed over and named by {@link History.list}. A file beside the folder says that the record was begun.
 */
export function fileHistory(folder: string): History {
  const known = new Map<string, KeptRecord>();
  // A process may have no more than some thousand files open.
  const atOnce = pLimit(64);
  const readOne = async (name: string): Promise<KeptRecord | undefined> => {
    const before = known.get(name);
    if (before) return before;
    const text = await textOf(path.join(folder, name));
    const record = parseRecord(text) ?? (await recordOfDraft(folder, name, text));
    if (record) known.set(name, record);
    return record;
  };
  const read = async (): Promise<FoundRecords> => {
    const names = (await namesIn(folder)).toSorted();
    const records = await Promise.all(names.map((name) => atOnce(() => readOne(name))));
    return {
      records: records.filter((record) => record !== undefined),
      unreadable: names.filter((_, index) => records[index] === undefined),
      last: names.reduce((last, name) => Math.max(last, numberIn(name)), 0),
    };
  };
  const add = async (entry: HistoryRecord): Promise<void> => {
    for (;;) {
      const { records, last } = await read();
      if (isRecorded(entry, records)) return;
      // The number of a damaged record stays taken.
      const { link, text } = readableRecord(entry, { ...chainEnds(records), last });
      if (!(await addFile(folder, nameOf(link.number), [...text, "\n"]))) continue;
      await createdAnew(() => writeFile(markerOf(folder), markerText, { flag: "wx" }));
      return;
    }
  };
  return historyOver({
    read,
    async add(entry) {
      try {
        await makeFolder(folder);
        await add(entry);
      } catch (thrown) {
        const why = thrown instanceof RecordRewritten ? thrown.whyNotWritten : { problem: messageOf(thrown) };
        throw new RecordNotWritten({ place: folder, id: entry.id, ...why }, { cause: thrown });
      }
    },
  });
}

/**
 * On a file system without hard links, the draft of a record is copied to its place. A process that is killed meanwhile leaves the
 * beginning of the record there, and the whole of it in the draft: then the draft is the record.
 */
async function recordOfDraft(folder: string, name: string, beginning: string): Promise<KeptRecord | undefined> {
  const drafts = (await readdir(folder)).filter((each) => each.startsWith(draftsOf(name)));
  const texts = await Promise.all(drafts.map((draft) => textOf(path.join(folder, draft))));
  const records = texts
    .filter((text) => text.startsWith(beginning))
    .flatMap((text) => parseRecord(text) ?? [])
    .filter(({ link }) => link?.number === numberIn(name));
  // Of several it is not known which one was copied.
  return records.length === 1 ? records[0] : undefined;
}

/**
 * Empty where no record can be: a pipe, a device, a folder.
 *
 * @throws {RecordUnreachable} where a record may well be, but cannot be read now
 */
async function textOf(file: string): Promise<string> {
  try {
    return (await readPlainFile(file, { limit: longestRecord, links: "followed" }))?.toString("utf8") ?? "";
  } catch (thrown) {
    if (thrown instanceof GroundworkError) return "";
    throw new RecordUnreachable({ place: file, problem: messageOf(thrown) }, { cause: thrown });
  }
}

/** In bytes. A preview has about 50 kB for each environment that it creates, so this holds 5,000 of them. */
const longestRecord = 256 * 1024 * 1024;

/** Stands beside the folder, so that a folder that was emptied is told from one that is new. */
const markerText =
  "The record of Groundwork was begun in the folder beside this file. Without this file, it is begun anew there.\n";

function markerOf(folder: string): string {
  return `${folder}.made`;
}

/** @throws {RecordRewritten} where there were records, and there is none */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await recordNames(folder);
  if (names.length > 0) return names;
  const marker = markerOf(folder);
  if (!(await filesIn(path.dirname(marker))).includes(path.basename(marker))) return names;
  // Another process may have added the first one in the meantime.
  const again = await recordNames(folder);
  if (again.length > 0) return again;
  throw new RecordRewritten({ place: folder, problem: "its files are gone", accept: `rm ${shellWord(marker)}` });
}

async function recordNames(folder: string): Promise<readonly string[]> {
  return (await filesIn(folder)).filter((name) => name.endsWith(".json"));
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new RecordUnreachable({ place: folder, problem: messageOf(thrown) }, { cause: thrown });
  }
}

function nameOf(number: number): string {
  return `${String(number).padStart(8, "0")}.json`;
}

/** 0 for the files of earlier versions. */
function numberIn(name: string): number {
  return Number(/^(\d{8,})\.json$/.exec(name)?.[1] ?? 0);
}
