import { GroundworkError } from "../../lib/index.ts";
import { fluxControllerOf, removalText } from "../manifests/index.ts";

/** The API server could not be reached, or said itself that it cannot serve now. No object is at fault. */
export class ApiUnavailable extends GroundworkError {
  readonly code = "api-unavailable";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly server: string; readonly reason: string },
    options?: ErrorOptions,
  ) {
    super(
      `The Kubernetes API at ${data.server} is not available: ${data.reason}. ` +
        "Start the cluster when it does not run (a cluster of the local cloud with: groundwork local up), and run again. " +
        "The sync agent tries again by itself.",
      options,
    );
  }
}

/** One reason of a rejection: which field, and what is wrong with it. */
export interface RejectionCause {
  readonly reason?: string;
  readonly field?: string;
  readonly message?: string;
}

/** The API server answered, and the answer is no. The message is the server's own. */
export class ApiRejected extends GroundworkError {
  readonly code = "api-rejected";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly status: number;
      /** Kubernetes' own word: `Invalid`, `Conflict`, `NotFound`, `Forbidden`, … */
      readonly reason: string;
      readonly causes: readonly RejectionCause[];
      /** Method and path, without the query. */
      readonly request: string;
    },
    message: string,
  ) {
    super(message);
  }

  is(reason: string): boolean {
    return this.data.reason === reason;
  }
}

/** Neither a built-in resource nor a custom one that is installed now. */
export class UnknownKind extends GroundworkError {
  readonly code = "unknown-kind";
  readonly kind = "invalid";
  constructor(readonly data: { readonly apiVersion: string; readonly kind: string }) {
    const { apiVersion, kind } = data;
    const controller = fluxControllerOf(apiVersion);
    const remedy =
      controller === undefined
        ? "install its CustomResourceDefinition; the object is applied as soon as it is there"
        : `it is Flux's ${controller} that does what it says, which is not there; choose agent: flux, which brings it, or take the object out`;
    super(`no matches for kind "${kind}" in version "${apiVersion}": ${removalText(apiVersion, kind) ?? remedy}`);
  }
}

export const isRejected = (thrown: unknown, ...statuses: readonly number[]): thrown is ApiRejected =>
  thrown instanceof ApiRejected && (statuses.length === 0 || statuses.includes(thrown.data.status));
