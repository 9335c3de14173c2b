import { GroundworkError } from "../../../../lib/index.ts";
import { didYouMean } from "../../../../lib/nearest-name.ts";

/** A function that the package has and the local cloud does not, or that neither has. */
export class UnsupportedFunction extends GroundworkError {
  readonly code = "unsupported-function";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly token: string; readonly known: boolean; readonly nearest: string | undefined },
    options?: ErrorOptions,
  ) {
    super(
      data.known
        ? `The local cloud does not answer ${data.token}. Pass its result as configuration when running on the local cloud.`
        : `@pulumi/gcp has no function ${data.token}${didYouMean(data.nearest)}.`,
      options,
    );
  }
}
