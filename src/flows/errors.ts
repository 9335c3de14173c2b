import { GroundworkError } from "../lib/index.ts";
import { didYouMean } from "../lib/nearest-name.ts";

/** An environment was named that is not in the commit. */
export class UnknownEnvironment extends GroundworkError {
  readonly code = "unknown-environment";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly name: string; readonly known: readonly string[]; readonly nearest: string | undefined },
    options?: ErrorOptions,
  ) {
    const known = data.known.length === 0 ? "there is none" : data.known.slice(0, 12).join(", ");
    super(
      `There is no environment ${data.name} in this commit${didYouMean(data.nearest)}. Environments: ${known}.`,
      options,
    );
  }
}

/** The stack of an environment that is still used by others is to be destroyed. */
export class StillNeeded extends GroundworkError {
  readonly code = "still-needed";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly name: string; readonly by: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.name} is used by ${data.by.join(", ")}. Destroy ${data.by.length === 1 ? "that one" : "those"} first, or together: ` +
        `groundwork destroy ${[data.name, ...data.by].map((name) => `--env ${name}`).join(" ")}`,
      options,
    );
  }
}

/** The forge has nothing of what a command needs. */
export class ForgeLacksPort extends GroundworkError {
  readonly code = "forge-lacks-port";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly forge: string; readonly port: string },
    options?: ErrorOptions,
  ) {
    super(`The forge ${data.forge} has no ${data.port}. Leave --forge out, or name another forge.`, options);
  }
}

/** A commit is the head of more than one change request. */
export class SeveralChangeRequests extends GroundworkError {
  readonly code = "several-change-requests";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly commit: string; readonly numbers: readonly number[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.commit.slice(0, 7)} is the head of the change requests ${data.numbers.join(", ")}. ` +
        `Name one: groundwork preview --change-request ${data.numbers[0] ?? ""}`,
      options,
    );
  }
}

/** The clone lacks a commit that a change request is made of. */
export class ChangeRequestNotFetched extends GroundworkError {
  readonly code = "change-request-not-fetched";
  readonly kind = "unknown";
  constructor(
    readonly data: {
      readonly number: number;
      readonly commit: string;
      readonly what: string;
      readonly branch: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `This clone does not have ${data.commit.slice(0, 12)}, the ${data.what} of change request ${data.number}. ` +
        `Fetch it with its history, and ${data.branch}: git fetch origin ${data.branch} ${data.commit}`,
      options,
    );
  }
}
