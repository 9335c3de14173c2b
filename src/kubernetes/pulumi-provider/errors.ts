import { GroundworkError } from "../../lib/index.ts";

/** A resource type or function of the `kubernetes` package that this provider does not carry out. */
export class UnsupportedByProvider extends GroundworkError {
  readonly code = "kubernetes-provider-unsupported";
  readonly kind = "refused";
  constructor(readonly data: { readonly token: string; readonly instead: string }) {
    super(`The local kubernetes provider does not support ${data.token}. ${data.instead}`);
  }
}

/** The inputs of a resource are such that no API server could take them. */
export class InvalidResource extends GroundworkError {
  readonly code = "kubernetes-resource-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly urn: string; readonly why: string }) {
    super(`${data.urn}: ${data.why}`);
  }
}

/** Creating would silently take over an object that is there already. */
export class ObjectExists extends GroundworkError {
  readonly code = "kubernetes-object-exists";
  readonly kind = "refused";
  constructor(readonly data: { readonly object: string; readonly managers: readonly string[] }) {
    super(
      `${data.object} exists already (managed by ${data.managers.join(", ") || "no manager that it names"}). ` +
        "Import it with the resource option `import`, or set `upsertExistingObjects` on the provider to take it over.",
    );
  }
}

/** Another manager owns a field, with another value. */
export class FieldConflict extends GroundworkError {
  readonly code = "kubernetes-field-conflict";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly object: string;
      readonly fieldManager: string;
      readonly conflicts: readonly { readonly manager: string; readonly field: string }[];
    },
    options?: ErrorOptions,
  ) {
    const conflicts = data.conflicts.map(({ manager, field }) => `${field} is managed by ${manager}`);
    super(
      `Server-side apply of ${data.object} as ${data.fieldManager} conflicts: ${conflicts.join("; ")}. ` +
        'Annotate the resource with `pulumi.com/patchForce: "true"` to take the fields over, ' +
        "or take them out of the program, or name them in `ignoreChanges`.",
      options,
    );
  }
}

/** The object that a step is about is no longer in the cluster. */
export class ObjectGone extends GroundworkError {
  readonly code = "kubernetes-object-gone";
  readonly kind = "failed";
  constructor(readonly data: { readonly object: string }) {
    super(`${data.object} is no longer in the cluster. Run again with --refresh, so that it is created anew.`);
  }
}

/** The API server has no such kind, even after waiting for it. */
export class KindMissing extends GroundworkError {
  readonly code = "kubernetes-kind-missing";
  readonly kind = "failed";
  constructor(readonly data: { readonly server: string; readonly apiVersion: string; readonly kind: string }) {
    super(
      `The API server at ${data.server} has no ${data.kind} of ${data.apiVersion}. ` +
        "Create its CustomResourceDefinition first, and let this resource depend on it.",
    );
  }
}

/** A deletion was accepted and the object is still there. */
export class DeletionStuck extends GroundworkError {
  readonly code = "kubernetes-deletion-stuck";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly object: string; readonly finalizers: readonly string[]; readonly seconds: number },
  ) {
    const held = data.finalizers.length === 0 ? "" : ` It is held by the finalizers ${data.finalizers.join(", ")}.`;
    super(
      `${data.object} was deleted ${data.seconds} s ago and is still there.${held} Run again once that is settled.`,
    );
  }
}
