import { GroundworkError } from "../../lib/index.ts";

/** No cluster, or no single one, fits what was asked for. */
export class ClusterNotFound extends GroundworkError {
  readonly code = "local-cluster-not-found";
  constructor(
    readonly data: { readonly wanted: string | undefined; readonly clusters: readonly string[] },
    options?: ErrorOptions,
  ) {
    const there = data.clusters.length === 0 ? "There is no cluster." : `There are: ${data.clusters.join(", ")}.`;
    super(
      data.wanted === undefined
        ? `The local cloud cannot tell which cluster is meant. ${there}`
        : `The local cloud has no single cluster ${data.wanted}. ${there}`,
      options,
    );
  }
}
