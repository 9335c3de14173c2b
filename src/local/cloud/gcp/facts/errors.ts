import { GroundworkError } from "../../../../lib/index.ts";
import { didYouMean } from "../../../../lib/nearest-name.ts";

/** A program asked for a type that the installed package does not have. */
export class UnknownResourceType extends GroundworkError {
  readonly code = "unknown-resource-type";
  readonly kind = "invalid";

  constructor(
    readonly data: {
      readonly package: string;
      readonly token: string;
      readonly nearest: string | undefined;
      readonly packageVersion: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `@pulumi/${data.package} ${data.packageVersion} has no resource type ${data.token}${didYouMean(data.nearest)}. ` +
        "When the program uses another version of the package, install that version here too.",
      options,
    );
  }
}
