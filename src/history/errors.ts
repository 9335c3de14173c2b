import { GroundworkError } from "../lib/index.ts";

/** The record of what ran could not be kept. */
export class RecordNotWritten extends GroundworkError {
  readonly code = "record-not-written";
  readonly kind = "failed";
  constructor(
    /** `place` is a folder, or an address without credentials; `remedy` is a sentence without its full stop, where the usual one does not help. */
    readonly data: {
      readonly place: string;
      readonly id: string;
      readonly problem: string;
      readonly remedy?: string;
    },
    options?: ErrorOptions,
  ) {
    const { place, problem, remedy } = data;
    super(
      `What was done cannot be recorded in ${place}: ${problem}. ` +
        (remedy === undefined
          ? "Make room, give write permission or mend the connection; the run itself is not affected, but the next up does not know of it."
          : `What ran is not affected, but the next up does not know of it. ${remedy}`),
      options,
    );
  }
}

/** The records cannot be read now, so what is on record is not known. */
export class RecordUnreachable extends GroundworkError {
  readonly code = "record-unreachable";
  readonly kind = "unknown";
  constructor(
    /** `place` is a folder, or an address without credentials. */
    readonly data: { readonly place: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `What is on record in ${data.place} is not known: ${data.problem}. Give access to it or mend the connection, then try again.`,
      options,
    );
  }
}

/** Records that were there before are not there any more, or others are in their place. */
export class RecordRewritten extends GroundworkError {
  readonly code = "record-rewritten";
  readonly kind = "refused";
  constructor(
    /** Commands: `restore` brings the records back, where that is known; `accept` takes them as they are now, also where there are none. */
    readonly data: {
      readonly place: string;
      readonly problem: string;
      readonly restore?: string;
      readonly accept: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `The record in ${data.place} was rewritten: ${data.problem}. Nothing is read from it or added to it. ` +
        `Restore it${data.restore === undefined ? "" : ` with: ${data.restore}`}, or accept it as it is now with: ${data.accept}`,
      options,
    );
  }

  /** The same as a part of a {@link RecordNotWritten}. */
  get whyNotWritten(): Pick<RecordNotWritten["data"], "problem" | "remedy"> {
    const { problem, restore, accept } = this.data;
    const remedy = `Restore it${restore === undefined ? "" : ` with: ${restore}`}, or accept it as it is now with: ${accept}`;
    return { problem: `it was rewritten: ${problem}`, remedy };
  }
}
