import { GroundworkError } from "../../../../lib/index.ts";
import type { StoredResource, UnfinishedOperation } from "../../store/index.ts";

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

/** An operation on the resource has not ended. GCP's 400 `resourceNotReady`, and the words that GKE and Cloud SQL have for it. */
export class ResourceNotReady extends GroundworkError {
  readonly code = "local-not-ready";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly id: string;
      readonly operation: Pick<UnfinishedOperation, "name" | "kind">;
      readonly refusal: string;
      /** The property and the resource that refer to it. */
      readonly user?: string;
    },
    options?: ErrorOptions,
  ) {
    const { id, operation, refusal, user } = data;
    super(
      `local cloud: ${refusal}: ${user === undefined ? id : `${user} names ${id}, which`} is not ready: ` +
        `its ${operation.kind} (${operation.name}) has not ended. Run the command again when it has; it is listed by: groundwork local operations`,
      options,
    );
  }
}

/** The resource was made or changed, and the operation that did so failed. */
export class OperationFailed extends GroundworkError {
  readonly code = "local-operation-failed";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly id: string; readonly operation: string; readonly reason: string },
    /** What the cloud has now. */
    readonly resource: StoredResource,
    options?: ErrorOptions,
  ) {
    super(`${data.reason}\n${data.id} exists all the same. Run up again to repair it.`, options);
  }
}

/** The resource was changed since its fingerprint was read. GCP's 412 `conditionNotMet`. */
export class ConditionNotMet extends GroundworkError {
  readonly code = "local-condition-not-met";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly id: string; readonly fingerprint: string; readonly protects: string },
    options?: ErrorOptions,
  ) {
    const { id, fingerprint, protects } = data;
    super(
      `local cloud: 412 conditionNotMet: the ${fingerprint} that was sent for ${id} is not the one that it has: ` +
        `${protects} changed since the state was written. Read what it is now with a refresh, then run up again.`,
      options,
    );
  }
}

/** The caller ended its wait for an operation. The resource is there, and the operation ends without the caller. */
export class WaitGivenUp extends GroundworkError {
  readonly code = "local-wait-given-up";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly id: string; readonly kind: string },
    /** What the cloud has now. */
    readonly resource: StoredResource,
    options?: ErrorOptions,
  ) {
    super(
      `The wait for the ${data.kind} of ${data.id} was cancelled; the cloud goes on with it. ` +
        "The next up continues with the resource.",
      options,
    );
  }
}

/** The process of the cloud ends while an operation runs; its next start ends the operation. */
export class CloudIsStopping extends GroundworkError {
  readonly code = "local-stopping";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly id: string },
    options?: ErrorOptions,
  ) {
    super(
      `local cloud: it was stopped while an operation on ${data.id} ran. The operation ends when the cloud starts again; run the command again then.`,
      options,
    );
  }
}
