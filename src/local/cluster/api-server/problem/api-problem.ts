import { GroundworkError } from "../../../../lib/index.ts";

/** One entry of a Status object's `details.causes`. */
export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A request that the API server answers with a Status object, as a real one words it. */
export class ApiProblem extends GroundworkError {
  readonly code = "kubernetes-api-problem";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly status: number;
      /** Kubernetes' own reason, such as `NotFound`; left out of the answer when empty. */
      readonly reason: string;
      readonly details?: StatusDetails;
      /** Of an expired list: the token with which the rest of it can be read as it is now. */
      readonly continueToken?: string;
    },
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    return this.data.status;
  }
}

/** The body of a failure's answer. */
export function statusObject(problem: ApiProblem): object {
  const { status, reason, details, continueToken } = problem.data;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: continueToken === undefined ? {} : { continue: continueToken },
    status: "Failure",
    message: problem.message,
    ...(reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code: status,
  };
}
