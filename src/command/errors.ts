import { GroundworkError } from "../lib/index.ts";

/** What says which commands were taken cannot be read, so that one of them could be carried out again. */
export class CommandsDamaged extends GroundworkError {
  readonly code = "commands-damaged";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly reference: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.reference} does not say which commands were carried out: ${data.problem}. Nothing was done. Look at who wrote it with ` +
        `git log ${data.reference}, and remove it: commands of the last day that were carried out are then carried out again.`,
      options,
    );
  }
}

/** Other jobs wrote which commands they have taken, each time before this one could. */
export class CommandsContended extends GroundworkError {
  readonly code = "commands-contended";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly number: number },
    options?: ErrorOptions,
  ) {
    super(
      `Other jobs answer commands on change request ${data.number} at the same time, and this one came too late each time. ` +
        "Run it again; what the others have taken is left to them.",
      options,
    );
  }
}
