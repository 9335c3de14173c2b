import { immutableFields } from "../../kubernetes/applied/index.ts";
import { ApiRejected } from "../../kubernetes/client/index.ts";
import type { ObjectFailure } from "./outcome.ts";

/**
 * What a failure to apply means for the manifest.
 *
 * kube-apiserver 1.34 answers 500 without a reason to fields, types and keys that are not in the kind's schema.
 */
export function failureKindOf(thrown: unknown): ObjectFailure["kind"] {
  if (immutableFields(thrown).length > 0) return "immutable";
  if (!(thrown instanceof ApiRejected)) return "rejected";
  const { status } = thrown.data;
  if (status === 422) return "invalid";
  return status === 500 && contradictsSchema.test(thrown.message) ? "not-in-schema" : "rejected";
}

const contradictsSchema = /^failed to (?:create typed patch object|convert new object)\b/;
