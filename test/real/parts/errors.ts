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

/** The time that a run has for builds was over before this one was done. */
export class BuildTimeOver extends GroundworkError {
  readonly code = "build-time-over";
  readonly kind = "unknown";
  constructor(readonly data: { readonly title: string }) {
    super(
      `${data.title} is not built yet: the time that one run has for builds is over. ` +
        "Run it again: what was compiled is kept, and the build goes on from there.",
    );
  }
}
