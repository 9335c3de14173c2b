/**
 * How an API server says no.
 *
 * In:   what is wrong, with the resource and name it concerns.
 * Out:  {@link ApiProblem} (thrown by everything that serves a request), {@link statusObject} (its body).
 * Must not know: HTTP servers, how objects are stored.
 */
export { ApiProblem, type StatusCause, statusObject } from "./api-problem.ts";
export {
  alreadyExists,
  applyConflict,
  badRequest,
  conflict,
  expired,
  forbidden,
  internal,
  invalid,
  methodNotAllowed,
  noSuchPath,
  notAcceptable,
  notFound,
  resourceVersionTooLarge,
  unauthorized,
  unsupportedMediaType,
} from "./problems.ts";
