import { GroundworkError } from "../../../lib/index.ts";

/** A program from outside wants the engine to do what the engine does for programs of the repository only. */
export class OutsideRefused extends GroundworkError {
  readonly code = "outside-refused";
  readonly kind = "refused";
  constructor(readonly data: { readonly what: string }) {
    super(
      `The change comes from outside, and its program is not given ${data.what}. ` +
        "A maintainer who has read it can push it to a branch of the repository, which is previewed in full.",
    );
  }
}
