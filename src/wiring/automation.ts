import path from "node:path";
import { automationEngine, findCli, listStacks } from "../engine/automation/index.ts";
import type { Engine } from "../engine/index.ts";
import { makeFolder, projectRoot } from "../lib/index.ts";

/** Settings of an automation engine. */
export interface AutomationSettings {
  readonly environment: NodeJS.ProcessEnv;
  /** Folder that relative paths in the environment begin in. */
  readonly cwd: string;
  /** `backend.url` of the project, and the folder that holds it. */
  readonly project: { readonly backendUrl?: string; readonly folder: string };
  /** Folder of the state when neither environment nor project name a backend; the CLI's own login when absent. */
  readonly fallbackState?: string;
  /** Home of the local cloud, for the packages that it simulates. Absent: installed providers only. */
  readonly localCloud?: string;
  readonly wait?: boolean;
  readonly waitFlag?: string;
  readonly onNotice?: (line: string) => void;
}

/** The Pulumi CLI's engine. The CLI is looked for when the engine is first used. */
export function openAutomationEngine(settings: AutomationSettings): Engine {
  const { environment, fallbackState, wait, waitFlag, onNotice } = settings;
  const secretsProvider = environment["GROUNDWORK_SECRETS_PROVIDER"];
  return automationEngine({
    cli: async () => {
      // The CLI refuses a file backend whose folder is missing.
      if (fallbackState !== undefined) await makeFolder(fallbackState);
      return await findCli(environment);
    },
    environment: cliEnvironment(settings),
    ...(secretsProvider && { secretsProvider }),
    ...(wait !== undefined && { wait }),
    ...(waitFlag !== undefined && { waitFlag }),
    ...(onNotice && { onNotice }),
  });
}

/**
 * The process's environment with absolute paths, because a program may be run from another folder than this process.
 */
function cliEnvironment({ environment, cwd, project, fallbackState, localCloud }: AutomationSettings) {
  const { PULUMI_BACKEND_URL: given, PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile, PATH: searchPath } = environment;
  const backend =
    absoluteBackend(given, cwd) ??
    absoluteBackend(project.backendUrl, project.folder) ??
    (fallbackState === undefined ? undefined : `file://${fallbackState}`);
  const plugins = path.join(projectRoot(), "bin", "plugins");
  return {
    ...environment,
    ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }),
    ...(passphraseFile && { PULUMI_CONFIG_PASSPHRASE_FILE: path.resolve(cwd, passphraseFile) }),
    ...(localCloud !== undefined && {
      PATH: [plugins, searchPath ?? ""].join(path.delimiter),
      GROUNDWORK_LOCAL_HOME: localCloud,
    }),
  };
}

/** Stacks that hold resources in the CLI's backend. @throws where there is no CLI, or its backend does not answer. */
export async function cliStacks(settings: AutomationSettings, project: string): ReturnType<typeof listStacks> {
  const { environment } = settings;
  return await listStacks({ cli: () => findCli(environment), environment: cliEnvironment(settings) }, project);
}

/** Where the CLI keeps its state, for messages. Never with credentials. */
export function backendOf({
  environment,
  cwd,
  project,
}: Pick<AutomationSettings, "environment" | "cwd" | "project">): string {
  const url =
    absoluteBackend(environment["PULUMI_BACKEND_URL"], cwd) ?? absoluteBackend(project.backendUrl, project.folder);
  return url?.replace(/\/\/[^/@]*@/u, "//").replace(/\?.*$/u, "") ?? "the backend that the Pulumi CLI is logged in to";
}

/** Pulumi's file URLs may be relative: `file://./state`. */
function absoluteBackend(url: string | undefined, base: string): string | undefined {
  if (url === undefined || url === "") return undefined;
  const [, location] = /^file:\/\/(?!\/|~)(.*)$/u.exec(url) ?? [];
  return location === undefined ? url : `file://${path.resolve(base, location)}`;
}
