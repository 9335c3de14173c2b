import { GroundworkError } from "../../lib/index.ts";

/** Folders below `environments/` whose names would have to be written into the definition of a pipeline, and must not be. */
export class InvalidEnvironmentNames extends GroundworkError {
  readonly code = "invalid-environment-names";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly names: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `No jobs are written for ${data.names.map((name) => JSON.stringify(name)).join(", ")}: no environment may have such a name, and ` +
        "in a pipeline it could be read as something else. Rename the folder, and see what names are allowed with: groundwork env validate",
      options,
    );
  }
}
