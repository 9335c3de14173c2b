import { GroundworkError } from "../../lib/index.ts";

/** The disk did not take a change: it is undone in memory too, and the file ends where it ended before. */
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

/** Another version wrote the store in a way that this one does not know. */
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
