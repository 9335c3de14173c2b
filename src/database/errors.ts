import { GroundworkError } from "../lib/index.ts";

/** A database does not answer, or refuses. */
export class DatabaseUnreachable extends GroundworkError {
  readonly code = "database-unreachable";
  readonly kind = "unknown";
  constructor(
    /** `place` is a folder, or an address without credentials. */
    readonly data: { readonly place: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The database ${data.place} cannot be used: ${data.problem}. Give access to it or mend the connection, then try again.`,
      options,
    );
  }
}

/** There was a database in a folder, and it is gone. */
export class DatabaseGone extends GroundworkError {
  readonly code = "database-gone";
  readonly kind = "refused";
  constructor(
    /** `accept` is the command after which a new one is begun. */
    readonly data: { readonly place: string; readonly accept: string },
    options?: ErrorOptions,
  ) {
    super(
      `The database in ${data.place} is gone. Nothing is read from it or written to it. Restore it, or begin anew with: ${data.accept}`,
      options,
    );
  }
}

/** A package that is installed only where the record is kept in PostgreSQL is not there. */
export class RecordPackageMissing extends GroundworkError {
  readonly code = "record-package-missing";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly package: string; readonly range: string },
    options?: ErrorOptions,
  ) {
    super(
      `The record is kept in PostgreSQL, and the package ${data.package} that speaks to it is not installed. ` +
        `Add it to the project: npm install --save-dev ${data.package}@${data.range}`,
      options,
    );
  }
}
