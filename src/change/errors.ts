import { GroundworkError } from "../lib/index.ts";

/** Parts that are merged into one preview, or what was expected of them, are about different changes. */
export class PartsOfDifferentChanges extends GroundworkError {
  readonly code = "parts-of-different-changes";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      /** Where each was read, with what it says. */
      readonly one: { readonly name: string; readonly says: string };
      readonly other: { readonly name: string; readonly says: string };
      /** What they differ in. */
      readonly about: string;
    },
    options?: ErrorOptions,
  ) {
    const { one, other, about } = data;
    super(
      `${one.name} and ${other.name} are not parts of one preview: their ${about} is ${one.says} and ${other.says}. Preview all parts ` +
        "with the same commits for --base and --head, and name only those parts.",
      options,
    );
  }
}

/** An environment is in two parts, which may say different things of it. */
export class PartsOverlap extends GroundworkError {
  readonly code = "parts-overlap";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly environment: string; readonly parts: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.environment} is in ${data.parts.join(" and in ")}. Name each part once, and preview each environment in one of them.`,
      options,
    );
  }
}

/** A report was asked for that is about nothing. */
export class NoParts extends GroundworkError {
  readonly code = "no-parts";
  readonly kind = "invalid";
  readonly data = {};
  constructor(options?: ErrorOptions) {
    super(
      "There are no parts to report on. Name the files that groundwork preview --part wrote, or what is expected with --expect.",
      options,
    );
  }
}

/** A part of a preview contradicts itself, or what is known of the change. Jobs that make parts run the change's own code. */
export class PartNotBelieved extends GroundworkError {
  readonly code = "part-not-believed";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly part: string; readonly environment: string; readonly because: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.part} is not shown or recorded: what it says of ${data.environment} cannot be true, since ${data.because}. ` +
        "Look at what the change does in the job that made the part, and run that job again.",
      options,
    );
  }
}
