import type { HistoryPage, KeptRecord } from "./history.ts";

export interface LostRecord {
  readonly name: string;
  /** 0 for one of the versions that had no numbers, which may be older or newer than the others of them. */
  readonly number: number;
}

/** Numbers have no gaps, so one without a record shows that a record is lost, whether or not its file is still there. */
export function lostRecords({ records, unreadable, last }: HistoryPage): readonly LostRecord[] {
  const kept = new Set(records.map(({ link }) => link?.number));
  const numbers = Array.from({ length: last }, (_, index) => index + 1).filter((number) => !kept.has(number));
  return [
    ...unreadable.map((name) => ({ name, number: 0 })),
    ...numbers.map((number) => ({ name: `record ${number}`, number })),
  ];
}

/**
 * Names of the records that were added after one of them and are lost, also where newer ones are kept: any of them may be of a run.
 *
 * @param page of all environments: without a record of another one its number would seem to be lost
 */
export function lostAfter({ link }: Pick<KeptRecord, "link">, page: HistoryPage): readonly string[] {
  return lostRecords(page)
    .filter(({ number }) => number >= (link?.number ?? 0))
    .map(({ name }) => name);
}

/** Names of all records that are lost or cannot be read. @param page of all environments */
export function lostRecordsOf(page: HistoryPage): readonly string[] {
  return [...new Set(lostRecords(page).map(({ name }) => name))];
}
