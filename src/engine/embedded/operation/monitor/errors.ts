import { GroundworkError } from "../../../../lib/index.ts";

/** A time limit in a resource's options is no duration. */
export class InvalidDuration extends GroundworkError {
  readonly code = "invalid-duration";
  readonly kind = "failed";
  constructor(readonly data: { readonly text: string }) {
    super(`${JSON.stringify(data.text)} is no duration. Write it as in 1h30m, 5m or 90s.`);
  }
}

/** A resource needs a default provider, and the stack's configuration forbids them. */
export class DefaultProviderDenied extends GroundworkError {
  readonly code = "default-provider-denied";
  readonly kind = "refused";
  constructor(readonly data: { readonly package: string; readonly wanting: string }) {
    super(
      `${data.wanting} would use the default provider of ${data.package}, which pulumi:disable-default-providers forbids. ` +
        "Give it a provider of its own.",
    );
  }
}

/** A provider could not construct a component that the program asked it for. */
export class ComponentNotConstructed extends GroundworkError {
  readonly code = "component-not-constructed";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly type: string; readonly name: string; readonly reason: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.type} ${data.name} was not constructed: ${data.reason.replace(/\.$/u, "")}. ` +
        "Correct its inputs, and run the same command again: what was registered of it is kept.",
      options,
    );
  }
}
