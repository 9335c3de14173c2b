import { existsSync } from "node:fs";
import path from "node:path";
import { GroundworkError } from "../src/lib/index.ts";

/** No folder above the program holds a `Pulumi.yaml`. */
export class ProjectFolderUnknown extends GroundworkError {
  readonly code = "project-folder-unknown";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(
      `Neither ${data.folder} nor a folder above it holds a Pulumi.yaml, so its environments are not known. ` +
        "Start the program in its project, or give createEnvironment the folder.",
      options,
    );
  }
}

/**
 * The nearest folder from `start` upwards with a `Pulumi.yaml`. Older language hosts do not tell the program where it is.
 *
 * @throws {ProjectFolderUnknown}
 */
export function projectFolder(start: string): string {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "Pulumi.yaml"))) return folder;
    if (folder === path.dirname(folder)) throw new ProjectFolderUnknown({ folder: start });
  }
}
