/** Where a record stands among the others. */
export interface RecordPosition {
  /** Its number in the record; absent in records of versions before 3, which are all older than those with a number. */
  readonly number?: number;
  /** By the clock of the machine that wrote it, which decides only where no number does. */
  readonly at: string;
}

/** Negative where `one` was recorded before `other`. */
export function compareRecorded(one: RecordPosition, other: RecordPosition): number {
  const numbers = (one.number ?? 0) - (other.number ?? 0);
  if (numbers !== 0) return numbers;
  return one.at === other.at ? 0 : one.at < other.at ? -1 : 1;
}

export function positionOf({
  link,
  at,
}: {
  readonly link?: { readonly number: number };
  readonly at: string;
}): RecordPosition {
  return { at, ...(link && { number: link.number }) };
}
