/** How an API of Google refuses a call: the HTTP status and the reason in one word. */
export interface ApiFailure {
  readonly status: number;
  readonly reason: string;
}

/** Reasons that Google's APIs answer with, each under its usual status. The first of a status is meant by the status alone. */
const REASONS: Readonly<Record<number, readonly string[]>> = {
  400: [
    "badRequest",
    "invalid",
    "INVALID_ARGUMENT",
    "FAILED_PRECONDITION",
    "resourceNotReady",
    "resourceInUseByAnotherResource",
  ],
  401: ["authError", "UNAUTHENTICATED"],
  403: ["forbidden", "PERMISSION_DENIED", "accessNotConfigured", "SERVICE_DISABLED", "quotaExceeded"],
  404: ["notFound", "NOT_FOUND"],
  409: ["conflict", "alreadyExists", "ALREADY_EXISTS", "ABORTED", "operationInProgress"],
  412: ["conditionNotMet"],
  429: ["rateLimitExceeded", "RESOURCE_EXHAUSTED"],
  500: ["internalError", "INTERNAL"],
  501: ["notImplemented"],
  502: ["badGateway"],
  503: ["backendError", "UNAVAILABLE", "ZONE_RESOURCE_POOL_EXHAUSTED"],
  504: ["gatewayTimeout", "DEADLINE_EXCEEDED"],
};

/** Every known failure. */
export function apiFailures(): readonly ApiFailure[] {
  return Object.entries(REASONS).flatMap(([status, reasons]) =>
    reasons.map((reason) => ({ status: Number(status), reason })),
  );
}

/**
 * The failure that a text names: `backendError`, `503`, or `503:anyReason` for one that is not in the list.
 *
 * `undefined` where it names none. Statuses are those of errors, 400 to 599.
 */
export function apiFailureNamed(text: string): ApiFailure | undefined {
  const [, status, reason] = /^([45]\d\d)(?::([A-Za-z]\w*))?$/.exec(text) ?? [];
  if (status === undefined) return apiFailures().find((failure) => failure.reason === text);
  const usual = REASONS[Number(status)]?.[0];
  const named = reason ?? usual;
  return named === undefined ? undefined : { status: Number(status), reason: named };
}
