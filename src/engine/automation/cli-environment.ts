import path from "node:path";
import { parseFileUrl } from "../../pulumi/index.ts";

/** Where the Pulumi CLI may find its backend. */
export interface BackendPlace {
  readonly environment: NodeJS.ProcessEnv;
  /** Folder that relative paths in the environment begin in. */
  readonly cwd: string;
  /** `backend.url` of the project, and the folder that holds it. */
  readonly project: { readonly backendUrl?: string; readonly folder: string };
}

/**
 * The environment with absolute paths, because the CLI may run in another folder than this process.
 *
 * @param fallbackState folder of the state when neither environment nor project name a backend; the CLI's own login when absent.
 */
export function cliEnvironment(place: BackendPlace, fallbackState?: string): NodeJS.ProcessEnv {
  const { environment, cwd } = place;
  const { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile } = environment;
  const backend = namedBackend(place) ?? (fallbackState === undefined ? undefined : `file://${fallbackState}`);
  return {
    ...environment,
    ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }),
    ...(passphraseFile && { PULUMI_CONFIG_PASSPHRASE_FILE: path.resolve(cwd, passphraseFile) }),
  };
}

/** Where the CLI keeps its state, for messages. Never with credentials. */
export function backendOf(place: BackendPlace): string {
  const url = namedBackend(place);
  return url?.replace(/\/\/[^/@]*@/u, "//").replace(/\?.*$/u, "") ?? "the backend that the Pulumi CLI is logged in to";
}

function namedBackend({ environment, cwd, project }: BackendPlace): string | undefined {
  return absoluteBackend(environment["PULUMI_BACKEND_URL"], cwd) ?? absoluteBackend(project.backendUrl, project.folder);
}

function absoluteBackend(url: string | undefined, base: string): string | undefined {
  if (url === undefined || url === "") return undefined;
  const file = parseFileUrl(url);
  return file?.from === "relative" ? `file://${path.resolve(base, file.location)}${file.query}` : url;
}
