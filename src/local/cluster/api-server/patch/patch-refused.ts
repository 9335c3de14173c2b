import { GroundworkError } from "../../../../lib/index.ts";

/** A patch that fits no object. A server answers 400 to what is no patch of its type, and 500 to a strategic one. */
export class PatchMalformed extends GroundworkError {
  readonly code = "kubernetes-patch-malformed";
  readonly kind = "invalid";
  constructor(
    message: string,
    readonly data: { readonly status: 400 | 500 },
  ) {
    super(message);
  }
}

/** A patch that cannot be applied to the object as it is. */
export class PatchRefused extends GroundworkError {
  readonly code = "kubernetes-patch-refused";
  readonly kind = "refused";
  readonly data = {};
}
