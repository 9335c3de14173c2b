import { GroundworkError } from "../../../../lib/index.ts";

/** A patch that cannot be applied to the object as it is. */
export class PatchRefused extends GroundworkError {
  readonly code = "kubernetes-patch-refused";
  readonly kind = "refused";
  readonly data = {};
}
