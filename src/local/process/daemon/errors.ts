import { GroundworkError } from "../../../lib/index.ts";

/** No cluster, or no single one, fits what was asked for. */
export class ClusterNotFound extends GroundworkError {
  readonly code = "local-cluster-not-found";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly wanted: string | undefined; readonly clusters: readonly string[] },
    options?: ErrorOptions,
  ) {
    const there =
      data.clusters.length === 0
        ? "There is none yet; an up of an environment creates one."
        : `There are: ${data.clusters.join(", ")}.`;
    super(
      data.wanted === undefined
        ? `The local cloud cannot tell which cluster is meant. ${there} Name one of them.`
        : `The local cloud has no single cluster ${data.wanted}. ${there} Name one of them by its whole id.`,
      options,
    );
  }
}
