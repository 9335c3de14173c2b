import path from "node:path";
import {
  automationEngine,
  type BackendPlace,
  cliEnvironment,
  findCli,
  listStacks,
} from "../engine/automation/index.ts";
import type { Engine } from "../engine/index.ts";
import { makeFolder, projectRoot } from "../lib/index.ts";

/** Settings of an automation engine. */
export interface AutomationSettings extends BackendPlace {
  /** Folder of the state when neither environment nor project name a backend; the CLI's own login when absent. */
  readonly fallbackState?: string;
  /** Home of the local cloud, for the packages that it simulates. Absent: installed providers only. */
  readonly localCloud?: string;
  readonly wait?: boolean;
  readonly onNotice?: (line: string) => void;
}

/** The Pulumi CLI's engine. The CLI is looked for when the engine is first used. */
export function openAutomationEngine(settings: AutomationSettings): Engine {
  const { environment, fallbackState, localCloud, wait, onNotice } = settings;
  const secretsProvider = environment["GROUNDWORK_SECRETS_PROVIDER"];
  return automationEngine({
    cli: async () => {
      // The CLI refuses a file backend whose folder is missing.
      if (fallbackState !== undefined) await makeFolder(fallbackState);
      return await findCli(environment);
    },
    environment: {
      ...cliEnvironment(settings, fallbackState),
      ...(localCloud !== undefined && pluginsOf(localCloud, environment)),
    },
    ...(secretsProvider && { secretsProvider }),
    ...(wait !== undefined && { wait }),
    ...(onNotice && { onNotice }),
  });
}

/** The CLI finds providers on the `PATH`; those of the local cloud serve the cloud of the home that they are told. */
function pluginsOf(home: string, { PATH: searchPath = "" }: NodeJS.ProcessEnv) {
  const plugins = path.join(projectRoot(), "bin", "plugins");
  return { PATH: [plugins, searchPath].join(path.delimiter), GROUNDWORK_LOCAL_HOME: home };
}

/** Stacks that hold resources in the CLI's backend. @throws where there is no CLI, or its backend does not answer. */
export async function cliStacks(place: BackendPlace, project: string): ReturnType<typeof listStacks> {
  return await listStacks({ cli: () => findCli(place.environment), environment: cliEnvironment(place) }, project);
}
