import { GroundworkError } from "../../../src/lib/index.ts";

/** The compiler, or the download of its sources, failed. */
export class PartNotBuilt extends GroundworkError {
  readonly code = "part-not-built";
  readonly kind = "failed";
  constructor(readonly data: { readonly title: string; readonly command: string; readonly output: string }) {
    super(
      `${data.title} could not be built. Mend what Go reports, then run it again:\n$ ${data.command}\n${data.output}`,
    );
  }
}
