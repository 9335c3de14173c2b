import { ApiProblem, type StatusCause, type StatusDetails } from "./api-problem.ts";

/** Group and plural name of a resource, as Status messages name it. */
export interface NamedResource {
  readonly group: string;
  readonly resource: string;
}

export interface NamedKind {
  readonly group: string;
  readonly kind: string;
}

/** `deployments.apps`, or `pods` in the core group. */
export function qualified({ group, resource }: NamedResource): string {
  return group === "" ? resource : `${resource}.${group}`;
}

const detailsOf = (of: NamedResource, name: string): StatusDetails => ({
  ...(name === "" ? {} : { name }),
  ...(of.group === "" ? {} : { group: of.group }),
  kind: of.resource,
});

export function notFound(of: NamedResource, name: string): ApiProblem {
  return new ApiProblem(
    { status: 404, reason: "NotFound", details: detailsOf(of, name) },
    `${qualified(of)} "${name}" not found`,
  );
}

/** The path names no resource that is served. */
export function noSuchPath(): ApiProblem {
  return new ApiProblem(
    { status: 404, reason: "NotFound", details: {} },
    "the server could not find the requested resource",
  );
}

export function alreadyExists(of: NamedResource, name: string): ApiProblem {
  return new ApiProblem(
    { status: 409, reason: "AlreadyExists", details: detailsOf(of, name) },
    `${qualified(of)} "${name}" already exists`,
  );
}

export const modifiedMeanwhile =
  "the object has been modified; please apply your changes to the latest version and try again";

export function conflict(of: NamedResource, name: string, why: string = modifiedMeanwhile): ApiProblem {
  return new ApiProblem(
    { status: 409, reason: "Conflict", details: detailsOf(of, name) },
    `Operation cannot be fulfilled on ${qualified(of)} "${name}": ${why}`,
  );
}

export function forbidden(of: NamedResource, name: string, why: string): ApiProblem {
  return new ApiProblem(
    { status: 403, reason: "Forbidden", details: detailsOf(of, name) },
    `${qualified(of)}${name === "" ? "" : ` "${name}"`} is forbidden: ${why}`,
  );
}

export function unauthorized(): ApiProblem {
  return new ApiProblem({ status: 401, reason: "Unauthorized" }, "Unauthorized");
}

export function badRequest(message: string): ApiProblem {
  return new ApiProblem({ status: 400, reason: "BadRequest" }, message);
}

export function methodNotAllowed(): ApiProblem {
  return new ApiProblem(
    { status: 405, reason: "MethodNotAllowed", details: {} },
    "the server does not allow this method on the requested resource",
  );
}

export function unsupportedMediaType(supported: readonly string[]): ApiProblem {
  return new ApiProblem(
    { status: 415, reason: "UnsupportedMediaType" },
    `the body of the request was in an unknown format - accepted media types include: ${supported.join(", ")}`,
  );
}

export function notAcceptable(supported: readonly string[]): ApiProblem {
  return new ApiProblem(
    { status: 406, reason: "NotAcceptable" },
    `only the following media types are accepted: ${supported.join(", ")}`,
  );
}

/** The version asked for is older than what is kept. Clients list again. */
export function expired(message: string, continueToken?: string): ApiProblem {
  const token = continueToken === undefined ? {} : { continueToken };
  return new ApiProblem({ status: 410, reason: "Expired", ...token }, message);
}

export function resourceVersionTooLarge(wanted: number, current: number): ApiProblem {
  return new ApiProblem(
    {
      status: 504,
      reason: "Timeout",
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        retryAfterSeconds: 1,
      },
    },
    `Too large resource version: ${wanted}, current: ${current}`,
  );
}

/** An object that may not be stored as it is: every cause at once. */
export function invalid(of: NamedKind, name: string, causes: readonly StatusCause[]): ApiProblem {
  const words = causes.map((cause) => `${cause.field ?? "<nil>"}: ${cause.message}`);
  const list = words.length === 1 ? (words[0] ?? "") : `[${words.join(", ")}]`;
  const kind = of.group === "" ? of.kind : `${of.kind}.${of.group}`;
  return new ApiProblem(
    {
      status: 422,
      reason: "Invalid",
      details: {
        ...(name === "" ? {} : { name }),
        ...(of.group === "" ? {} : { group: of.group }),
        ...(of.kind === "" ? {} : { kind: of.kind }),
        causes,
      },
    },
    `${kind} "${name}" is invalid: ${list}`,
  );
}

/** Fields of a server-side apply that other managers own with other values. */
export function applyConflict(causes: readonly StatusCause[], message: string): ApiProblem {
  return new ApiProblem({ status: 409, reason: "Conflict", details: { causes } }, message);
}

export function internal(message: string): ApiProblem {
  return new ApiProblem(
    { status: 500, reason: "InternalError", details: { causes: [{ message }] } },
    `Internal error occurred: ${message}`,
  );
}
