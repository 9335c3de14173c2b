import type { CiSettings } from "./ci/index.ts";
import type { Files } from "./files.ts";

/** What a new project is to be. */
export interface NewProject {
  /** Name of the Pulumi project. */
  readonly name: string;
  readonly cloud: "local" | "gcp";
  /** Project id in Google Cloud; given with `gcp`. */
  readonly cloudProject?: string;
  readonly region: string;
  readonly agent: "groundwork" | "flux";
  /** The package that holds this command, with the version range to depend on. */
  readonly package: { readonly name: string; readonly range: string };
  /** Version range of the SDK that the package was built with. */
  readonly sdkRange: string;
  /** By path, the JSON Schemas by which editors complete and check the files under `environments/`. */
  readonly schemas: Files;
  /** The forge's CI; no files for one when absent. */
  readonly ci?: CiSettings;
}
