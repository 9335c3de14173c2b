import { GroundworkError } from "../../lib/index.ts";

/** The `Status` that a Kubernetes API server answers with when it does not do what was asked. */
export interface ApiStatus {
  readonly code: number;
  /** For example `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, `Forbidden`. */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
}

/** The API server understood the request and refused it. */
export class ApiRefusal extends GroundworkError {
  readonly code = "cluster-refused";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly server: string;
      readonly method: string;
      readonly path: string;
      readonly status: ApiStatus;
    },
    options?: ErrorOptions,
  ) {
    super(data.status.message, options);
  }

  is(reason: string): boolean {
    return this.data.status.reason === reason;
  }
}

/** Nobody who speaks Kubernetes answers at the server's address. */
export class ClusterUnreachable extends GroundworkError {
  readonly code = "local-cluster-unreachable";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly server: string; readonly why: string },
    options?: ErrorOptions,
  ) {
    super(
      `The Kubernetes API server at ${data.server} is unreachable: ${data.why}. ` +
        "When it is a cluster of the local cloud, start that with: groundwork local up",
      options,
    );
  }
}
