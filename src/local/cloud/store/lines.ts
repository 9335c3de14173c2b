import { crc32 } from "node:zlib";
import type { JournalRecord } from "./records.ts";

/** One line of the journal: eight hex digits of CRC-32 over the JSON, a blank, the JSON. */
export function toLine(record: JournalRecord | JournalHeader): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** First line of a journal. */
export interface JournalHeader {
  readonly format: number;
  /** The last sequence number that was given. */
  readonly sequence: number;
}

export interface ReadLines {
  readonly records: readonly (JournalRecord | JournalHeader)[];
  readonly problems: readonly string[];
}

/** Reads every line that is whole; the others are named by line, byte and, as far as it can be read, resource. */
export function readLines(text: string, file: string): ReadLines {
  const records: (JournalRecord | JournalHeader)[] = [];
  const problems: string[] = [];
  let offset = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const at = offset;
    offset += Buffer.byteLength(line) + 1;
    if (line === "") continue;
    const json = line.slice(9);
    if (line.slice(0, 8) === checksum(json)) {
      records.push(JSON.parse(json) as JournalRecord | JournalHeader);
      continue;
    }
    const torn = offset > Buffer.byteLength(text);
    problems.push(
      `${file} line ${index + 1} (byte ${at}), ${recordIn(json)}: ` +
        (torn ? "the last write was cut off and never confirmed; it is left out." : "damaged; it is left out."),
    );
  }
  return { records, problems };
}

function recordIn(json: string): string {
  const type = /"type":"([^"]+)"/.exec(json)?.[1];
  const id = /"id":"([^"]+)"/.exec(json)?.[1];
  return type === undefined ? "a record that cannot be read" : `a record of ${type} ${id ?? "with an unreadable id"}`;
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}
