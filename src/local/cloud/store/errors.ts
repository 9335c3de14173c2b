import { GroundworkError } from "../../../lib/index.ts";

/** Writing a change to disk failed. The change is undone in memory, and the file is cut back to its last whole line. */
export class StoreWriteFailed extends GroundworkError {
  readonly code = "local-store-write-failed";
  readonly kind = "failed";

  constructor(
    readonly data: { readonly file: string; readonly cause: string },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud could not write ${data.file} (${data.cause}), so the change was not made. ` +
        "Free space on that disk, or move the cloud's home with --home, and run the operation again.",
      options,
    );
  }
}

/** A newer version wrote the store, in a format that this one cannot read. */
export class StoreFromNewerVersion extends GroundworkError {
  readonly code = "local-store-newer";
  readonly kind = "refused";

  constructor(
    readonly data: { readonly file: string; readonly format: number },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} was written by a newer groundwork (format ${data.format}). Use that version, or another --home.`,
      options,
    );
  }
}
