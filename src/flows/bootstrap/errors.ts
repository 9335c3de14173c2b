import { counted, GroundworkError } from "../../lib/index.ts";

/** Both places hold a state of the organization, and they differ. */
export class StatesDiffer extends GroundworkError {
  readonly code = "states-differ";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly seed: string;
      readonly bucket: string;
      /** URNs of resources that are in the first and not, or with another id, in the second. */
      readonly missing: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    super(
      `${data.seed} and ${data.bucket} both hold a state of the organization, and the first has ${counted(data.missing.length, "resource")} ` +
        `that the second has not: ${data.missing.slice(0, 3).join(", ")}${data.missing.length > 3 ? ", …" : ""}. Nothing was changed. ` +
        `The state in the bucket is the one that other people use. Look at both with: pulumi stack export; then import what is missing ` +
        `there, move ${data.seed} away, and run it again: groundwork bootstrap`,
      options,
    );
  }
}

/** The state was written into the bucket and did not come out of it as it went in. */
export class StateNotMoved extends GroundworkError {
  readonly code = "state-not-moved";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly seed: string; readonly bucket: string; readonly missing: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.bucket} lacks ${counted(data.missing.length, "resource")} of the state that was just written there: ` +
        `${data.missing.slice(0, 3).join(", ")}. ${data.seed} still holds all of it. Run it again: groundwork bootstrap`,
      options,
    );
  }
}

/** Another run moved the state while this one waited for an answer. */
export class StateMoved extends GroundworkError {
  readonly code = "state-moved";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly from: string },
    options?: ErrorOptions,
  ) {
    super(
      `Another run has moved the state away from ${data.from} since this one showed what it would do. Nothing was changed. ` +
        "Run it again: groundwork bootstrap",
      options,
    );
  }
}
