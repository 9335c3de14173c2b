import { counted, GroundworkError } from "../../../lib/index.ts";

/** A name that more than one resource has. */
export class AmbiguousResource extends GroundworkError {
  readonly code = "local-ambiguous";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly wanted: string; readonly matches: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.wanted} names ${counted(data.matches.length, "resource")}: ${data.matches.slice(0, 5).join(", ")}. ` +
        "Give the whole id, and --type where two types share it.",
      options,
    );
  }
}

/** A change that the resource's type does not allow. */
export class InvalidPatch extends GroundworkError {
  readonly code = "local-invalid-patch";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly id: string; readonly property: string; readonly reason: string },
    options?: ErrorOptions,
  ) {
    super(`${data.property} of ${data.id} ${data.reason}`, options);
  }
}

/** A package that the local cloud has no provider for. */
export class PackageNotSimulated extends GroundworkError {
  readonly code = "local-package-not-simulated";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly package: string; readonly known: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud has no provider for the package ${data.package}; it has ${data.known.slice(0, -1).join(", ")} and ${data.known.at(-1)}. ` +
        `Put pulumi-resource-${data.package} on PATH and use the Pulumi CLI for programs that need it.`,
      options,
    );
  }
}

/** The console's port is taken by another process. */
export class PortTaken extends GroundworkError {
  readonly code = "local-port-taken";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly port: number; readonly cause: string },
    options?: ErrorOptions,
  ) {
    super(
      `Port ${data.port} of the local cloud's console cannot be opened (${data.cause}). ` +
        "Choose another with --port, or leave it out for a free one.",
      options,
    );
  }
}
