import { GroundworkError } from "../../../../lib/index.ts";

/** A program registered two resources of one name, or a resource under the name of another. */
export class DuplicateResource extends GroundworkError {
  readonly code = "duplicate-resource";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string; readonly other?: string }) {
    super(
      data.other === undefined
        ? `Duplicate resource URN ${data.urn}: resources of one type and parent need names of their own. Rename one.`
        : `${data.urn} takes over ${data.other}, which another resource of this program is or took over. Remove the alias.`,
    );
  }
}

/** A resource names a parent that is not registered. */
export class ParentMissing extends GroundworkError {
  readonly code = "parent-missing";
  readonly kind = "failed";
  constructor(readonly data: { readonly resource: string; readonly parent: string }) {
    super(`The parent ${data.parent} of ${data.resource} is not registered in this run.`);
  }
}

/** The provider does not accept a resource's inputs. Its complaints were reported one by one. */
export class InputsRejected extends GroundworkError {
  readonly code = "inputs-rejected";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string; readonly problems: readonly string[] }) {
    super(`${data.urn} is not valid: ${data.problems.join("; ")}`);
  }
}

/** A replacement would delete what is protected. */
export class ReplacementProtected extends GroundworkError {
  readonly code = "replacement-protected";
  readonly kind = "refused";
  constructor(readonly data: { readonly urn: string; readonly because: string }) {
    super(
      `${data.urn} is protected and cannot be replaced${data.because === data.urn ? "" : ` together with ${data.because}`}. ` +
        "To let it go, take `protect` off it in the program and bring the stack up.",
    );
  }
}

/** A resource that says from where it was imported would get another id. */
export class ImportedResourceReplaced extends GroundworkError {
  readonly code = "imported-resource-replaced";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string; readonly keys: readonly string[] }) {
    super(
      `${data.urn} was imported and still says so, but a change of ${data.keys.join(", ") || "its inputs"} replaces it. ` +
        "Remove `import` from its options, or take the change back.",
    );
  }
}

/** A resource needs another one that is left out of the operation and does not exist yet. */
export class TargetNeedsMore extends GroundworkError {
  readonly code = "target-needs-more";
  readonly kind = "failed";
  /** `excluded`: the missing one is left out because it was excluded, and not because others are targets. */
  constructor(readonly data: { readonly urn: string; readonly missing: string; readonly excluded: boolean }) {
    super(
      data.excluded
        ? `${data.urn} needs ${data.missing}, which is to be created but is excluded. ` +
            "Take it out of --exclude, or add --exclude-dependents."
        : `${data.urn} needs ${data.missing}, which is to be created but is no target. Add --target ${data.missing}.`,
    );
  }
}

/** Whether a resource has to be replaced hangs on a value that is still unknown although everything before it is done. */
export class ReplacementTriggerUnknown extends GroundworkError {
  readonly code = "replacement-trigger-unknown";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string }) {
    super(`The replacement trigger of ${data.urn} is not known. Give it a value that the program knows by then.`);
  }
}

/** A dependent of a target would have to be deleted with it. */
export class TargetHasDependents extends GroundworkError {
  readonly code = "target-has-dependents";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string }) {
    super(`${data.urn} depends on a target and would be deleted with it. Add --target for it, or --target-dependents.`);
  }
}

/** Outputs were registered for a resource that is not being registered. */
export class OutputsWithoutResource extends GroundworkError {
  readonly code = "outputs-without-resource";
  readonly kind = "failed";
  constructor(readonly data: { readonly urn: string }) {
    super(`Outputs were registered for ${data.urn}, which is not registered in this run.`);
  }
}

/** The registration was not answered: the deployment has stopped. The reason was reported elsewhere. */
export class RegistrationAbandoned extends Error {
  constructor() {
    super("The deployment has stopped.");
    this.name = "RegistrationAbandoned";
  }
}
