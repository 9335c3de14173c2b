import { GroundworkError } from "../../../../../lib/index.ts";

/** What an asset or archive is made of cannot be read. */
export class AssetUnreadable extends GroundworkError {
  readonly code = "asset-unreadable";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly source: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The asset ${data.source} cannot be read: ${data.problem}. Correct its path or address in the program.`,
      options,
    );
  }
}
