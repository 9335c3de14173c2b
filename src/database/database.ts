/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Carries out one statement; values stand in it as `$1`, `$2`. */
export type Query = (statement: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** A PostgreSQL database that is connected to for as long as something is done in it. */
export interface Database {
  /** For messages: an address without credentials, or a folder. */
  readonly place: string;
  /**
   * Connects, does `work` and disconnects.
   *
   * @throws {DatabaseUnreachable}
   * @throws {RecordPackageMissing}
   * @throws what `work` throws; an error of a statement has PostgreSQL's five characters as its `code`.
   */
  use<T>(work: (query: Query) => Promise<T>): Promise<T>;
}

/** PostgreSQL's code of an error, such as `42P01` for a table that is not there; `undefined` for other errors, such as `EPIPE`. */
export function sqlCodeOf(thrown: unknown): string | undefined {
  const { code } = (thrown ?? {}) as { readonly code?: unknown };
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
