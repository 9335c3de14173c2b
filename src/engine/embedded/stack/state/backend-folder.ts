import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { GroundworkError, ownFolderName } from "../../../../lib/index.ts";
import { parseFileUrl } from "../../../../pulumi/index.ts";
import type { ProjectSettings } from "../config/index.ts";

/** The embedded engine keeps its state in files. */
export class UnsupportedBackend extends GroundworkError {
  readonly code = "unsupported-backend";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly url: string; readonly from: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.from} names the backend ${data.url}; the embedded engine keeps its state in a folder. ` +
        "Name one with PULUMI_BACKEND_URL=file://<folder>, or use the automation engine.",
      options,
    );
  }
}

/**
 * Folder of the state: `PULUMI_BACKEND_URL`, else the project's `backend.url`, else `.groundwork/state` beside the project.
 *
 * @throws {UnsupportedBackend} for a bucket or Pulumi Cloud.
 */
export function backendFolder(project: ProjectSettings, env: NodeJS.ProcessEnv, cwd: string): string {
  const given = env["PULUMI_BACKEND_URL"];
  if (given !== undefined && given !== "") return folderOf(given, cwd, "PULUMI_BACKEND_URL");
  if (project.backendUrl !== undefined) return folderOf(project.backendUrl, project.folder, project.file);
  return stateFolderOf(project);
}

/** The folder of the state when neither the environment nor the project names a backend. */
export function stateFolderOf({ folder }: Pick<ProjectSettings, "folder">): string {
  return path.join(folder, ownFolderName, "state");
}

function folderOf(url: string, base: string, from: string): string {
  const file = parseFileUrl(url);
  if (!file) throw new UnsupportedBackend({ url, from });
  if (file.from === "home") return path.join(homedir(), file.location);
  return file.from === "absolute" ? fileURLToPath(`file://${file.location}`) : path.resolve(base, file.location);
}
