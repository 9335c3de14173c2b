import { batchedContents } from "../../git/executable/index.ts";
import type { KeptRecord } from "../history.ts";
import type { FoundRecords } from "../history-over.ts";
import { parseRecord } from "../parse-record.ts";
import type { NotesRef } from "./notes-ref.ts";
import { numberOf } from "./record-commit.ts";

/**
 * Reads the records of commits of the reference. Contents are read once for all commits, by Git's name of them.
 *
 * A file that is no record, or stands where no record may stand, is named as unreadable.
 */
export function recordReader(notes: NotesRef): (commit: string | undefined) => Promise<FoundRecords> {
  const known = new Map<string, KeptRecord | undefined>();
  return async (commit) => {
    const files = commit === undefined ? [] : filesIn(await notes.git(["ls-tree", "-r", "-z", commit]));
    const wanted = files.filter(({ path, id }) => numberOf(path) !== undefined && !known.has(id)).map(({ id }) => id);
    for (let start = 0; start < wanted.length; start += mostAtOnce) {
      const ids = wanted.slice(start, start + mostAtOnce);
      const contents = batchedContents(await notes.git(["cat-file", "--batch"], `${ids.join("\n")}\n`));
      for (const [index, id] of ids.entries()) known.set(id, linkedRecord(contents[index] ?? ""));
    }
    const found = files.map(({ path, id }) => ({
      path,
      record: numberOf(path) === undefined ? undefined : known.get(id),
    }));
    return {
      records: found.flatMap(({ record }) => record ?? []),
      unreadable: found.filter(({ record }) => record === undefined).map(({ path }) => path),
      last: files.reduce((last, { path }) => Math.max(last, numberOf(path) ?? 0), 0),
    };
  };
}

/** Keeps what Git prints below a few tens of megabytes. */
const mostAtOnce = 10_000;

/** Records of versions that knew no chain were never written here. */
function linkedRecord(text: string): KeptRecord | undefined {
  const record = parseRecord(text);
  return record?.link ? record : undefined;
}

function filesIn(listed: Buffer): readonly { readonly path: string; readonly id: string }[] {
  return listed
    .toString("utf8")
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [entry = "", path = ""] = line.split("\t");
      return { path, id: entry.split(" ")[2] ?? "" };
    });
}
