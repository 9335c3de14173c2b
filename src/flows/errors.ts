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
