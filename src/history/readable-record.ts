import { type ChainEnds, placeAfter, recordDigest } from "./chain.ts";
import type { ChainLink, HistoryRecord } from "./history.ts";
import { isReadable, isReadableItem } from "./parse-record.ts";

/** An entry as the text that is written, with its place in the chains. */
export interface ReadableRecord {
  readonly entry: HistoryRecord;
  readonly link: ChainLink;
  /** Its JSON, in parts that make up the whole one after the other: each environment's is one. */
  readonly text: readonly string[];
}

/**
 * The entry as the next record after `ends`, which every later reading reads. One that it does not would be lost, and with it what is
 * known of all environments.
 *
 * Environments are asked for once, one after the other, and are not held: of hundreds they take more memory than all else.
 *
 * @throws {Error} for an entry that is no record of this version.
 */
export function readableRecord(entry: HistoryRecord, ends: ChainEnds): ReadableRecord {
  const list = entry.kind === "preview" ? "plans" : "environments";
  const members = JSON.parse(JSON.stringify({ ...entry, [list]: undefined })) as HistoryRecord;
  const items: string[] = [];
  function* readItems(): Generator {
    for (const each of entry.kind === "preview" ? entry.plans : entry.environments) {
      const text = JSON.stringify(each);
      const item: unknown = JSON.parse(text);
      if (!isReadableItem(entry.kind, item)) throw new Error(unreadable);
      items.push(items.length === 0 ? text : `,${text}`);
      yield item;
    }
  }
  const place = placeAfter(ends, entry);
  const link: ChainLink = { ...place, digest: recordDigest({ ...members, [list]: readItems(), link: place }) };
  if (!isReadable({ ...members, link })) throw new Error(unreadable);
  const begin = JSON.stringify(members).slice(0, -1);
  return { entry, link, text: [`${begin},"${list}":[`, ...items, `],"link":${JSON.stringify(link)}}`] };
}

const unreadable = "it would be a record that nothing can read";
