import { GroundworkError } from "../../../../lib/index.ts";

/** The name is taken. GCP's 409 `alreadyExists`. */
export class AlreadyExists extends GroundworkError {
  readonly code = "local-already-exists";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly type: string; readonly id: string },
    options?: ErrorOptions,
  ) {
    super(
      `local cloud: 409 alreadyExists: ${data.id} exists already. ` +
        `Choose another name, adopt it with the import option (id ${data.id}), or remove it with: groundwork local delete ${data.id}`,
      options,
    );
  }
}

/** A resource that a property names is not there. GCP's 404 `notFound`. */
export class ReferenceNotFound extends GroundworkError {
  readonly code = "local-reference-not-found";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly id: string;
      readonly property: string;
      readonly wanted: string;
      readonly nearest?: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `local cloud: 404 notFound: ${data.property} of ${data.id} names ${data.wanted}, which does not exist.` +
        (data.nearest === undefined ? " Create it first." : ` There is ${data.nearest}.`),
      options,
    );
  }
}

/** The resource that is read, changed or looked for is not there. GCP's 404 `notFound`. */
export class ResourceNotFound extends GroundworkError {
  readonly code = "local-not-found";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly id: string; readonly nearest?: string },
    options?: ErrorOptions,
  ) {
    super(
      `local cloud: 404 notFound: ${data.id} does not exist.` +
        (data.nearest === undefined
          ? " See what there is with: groundwork local list"
          : ` The nearest is ${data.nearest}.`),
      options,
    );
  }
}

/** Another resource refers to it. GCP's 400 `resourceInUseByAnotherResource`. */
export class ResourceInUse extends GroundworkError {
  readonly code = "local-in-use";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly id: string; readonly users: readonly string[] },
    options?: ErrorOptions,
  ) {
    const users = data.users.slice(0, 3).join(", ");
    super(
      `local cloud: 400 resourceInUseByAnotherResource: ${data.id} is used by ${users}` +
        `${data.users.length > 3 ? ` and ${data.users.length - 3} more` : ""}. Delete that first.`,
      options,
    );
  }
}

/** Neither the resource nor the provider says where it belongs. */
export class SettingMissing extends GroundworkError {
  readonly code = "local-setting-missing";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly setting: string; readonly type: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.type} needs a ${data.setting}: set it on the resource, or for the stack with: pulumi config set gcp:${data.setting} <value>`,
      options,
    );
  }
}
