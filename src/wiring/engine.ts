import path from "node:path";
import type { StackTools, StackToolsRequest } from "../cli/index.ts";
import { embeddedEngine, type ProgramRunner, warmRunner } from "../engine/embedded/index.ts";
import { pluginSource } from "../engine/embedded/providers/plugins/index.ts";
import {
  assignedValue,
  fileConfigSource,
  originOf,
  type ProjectSettings,
  type RunOrigin,
  readProject,
  stackFilePath,
  stateFolderOf,
  writeStackValues,
} from "../engine/embedded/stack/index.ts";
import type { Engine, Program, ProviderRequest, ProviderSource, StackName } from "../engine/index.ts";
import { ownFolderName } from "../lib/index.ts";
import { openAutomationEngine } from "./automation.ts";
import type { BegunStack } from "./begin-stack.ts";
import type { EngineState } from "./engine-state.ts";
import { noticesOfSdkStarts } from "./sdk-notices.ts";
import { type StackHostSettings, stackState } from "./stack-state.ts";

/** Settings of an embedded engine. */
export interface EngineSettings {
  readonly state: EngineState;
  /** Environment of programs and plugins. */
  readonly environment: NodeJS.ProcessEnv;
  readonly providers: ProviderSource;
  /** @default one that starts a program's process when its run is expected */
  readonly programs?: ProgramRunner;
  readonly onNotice?: (line: string) => void;
  /** Sends how the SDK of each program was started to `onNotice`. */
  readonly verbose?: boolean;
  /** The command that adopts pending creations, for messages. */
  readonly adoptCommand: (stack: StackName) => string;
  /** Where runs come from, for the history. */
  readonly origin?: (program: Program) => Promise<RunOrigin>;
}

/** The embedded engine over a folder of state. */
export function openEmbeddedEngine(settings: EngineSettings): Engine {
  const { state, environment, providers, onNotice, origin, adoptCommand } = settings;
  const { programs = warmRunner({ environment, ...(settings.verbose && onNotice && noticesOfSdkStarts(onNotice)) }) } =
    settings;
  const parallel = parallelIn(environment);
  return embeddedEngine({
    store: state.store,
    config: fileConfigSource(state.keys),
    providers,
    programs,
    adoptCommand,
    ...(origin && { origin }),
    ...(parallel !== undefined && { parallel }),
  });
}

/** Opens the project of a folder with its state, passphrase and providers, and with what was begun for them. */
export async function openStackTools(
  host: StackHostSettings,
  request: StackToolsRequest,
  begun?: BegunStack,
): Promise<StackTools> {
  const { environment, cwd, onNotice } = host;
  const project = await readProject(request.folder, request.configFile);
  const { wait, verbose } = request;
  const begunState = await begun?.state;
  const state = () => begunState ?? stackState(host, project, request);
  const embedded = () => {
    const opened = state();
    const engine = openEmbeddedEngine({
      state: opened,
      environment,
      providers: providersFor(project, request.providers, environment),
      ...(begun && { programs: begun.programs }),
      ...(verbose && { verbose }),
      onNotice,
      adoptCommand: ({ stack }) => `groundwork stack refresh --stack ${stack} --adopt`,
      origin: async ({ folder }) => await originOf(folder, environment),
    });
    return { engine, store: opened.store };
  };
  const automation = () =>
    openAutomationEngine({
      environment,
      cwd,
      project,
      fallbackState: stateFolderOf(project),
      ...(request.providers === "local" && { localCloud: localCloudHome(project.folder) }),
      wait,
      onNotice,
    });
  const opened = request.engine === "embedded" ? embedded() : undefined;
  return {
    project: {
      name: project.name,
      folder: project.folder,
      ...(request.configFile !== undefined && { configFile: request.configFile }),
    },
    engine: opened?.engine ?? automation(),
    /** A backend that is a folder has the same layout for both engines. */
    get states() {
      return opened?.store ?? state().store;
    },
    async saveConfig(stack, assignments) {
      const values = assignments.map((assignment) => assignedValue(project.name, assignment));
      await writeStackValues(stackFilePath(project, stack.stack), values);
    },
  };
}

function localCloudHome(folder: string): string {
  return path.join(folder, ownFolderName, "cloud");
}

/** Packages that the local cloud stands in for. */
const localPackages: ReadonlySet<string> = new Set(["gcp", "kubernetes", "random", "tls"]);

/** The local cloud for what it knows, unless installed providers are asked for; executables of this machine for the rest. */
function providersFor(
  { folder, providerPlugins }: ProjectSettings,
  wanted: StackToolsRequest["providers"],
  environment: NodeJS.ProcessEnv,
): ProviderSource {
  const { PATH: searchPath = "", PULUMI_HOME: pulumiHome, HOME: home } = environment;
  const installedIn = pulumiHome ?? (home === undefined ? undefined : path.join(home, ".pulumi"));
  const installed = pluginSource({
    projectPlugins: providerPlugins,
    searchPath: isTrue(environment["PULUMI_IGNORE_AMBIENT_PLUGINS"])
      ? []
      : searchPath.split(path.delimiter).filter((each) => each !== ""),
    ...(installedIn !== undefined && { pulumiHome: installedIn }),
    acceptsNewer: isTrue(environment["PULUMI_ENABLE_LEGACY_PLUGIN_SEARCH"]),
    environment,
  });
  const isLocal = (request: ProviderRequest) => wanted !== "installed" && localPackages.has(request.package);
  return {
    async start(request, host) {
      if (!isLocal(request)) return await installed.start(request, host);
      const { localCloud } = await import("../local/index.ts");
      return await localCloud({ home: localCloudHome(folder), environment }).start(request, host);
    },
    async verify(request) {
      if (!isLocal(request)) await installed.verify?.(request);
    },
    async idOfCreation(request, creation) {
      if (!isLocal(request)) return undefined;
      const { localCloud } = await import("../local/index.ts");
      return await localCloud({ home: localCloudHome(folder) }).idOfCreation(request, creation);
    },
  };
}

/** `PULUMI_PARALLEL` as the Pulumi CLI reads it: anything but a whole number above zero is ignored. */
function parallelIn({ PULUMI_PARALLEL: text = "" }: NodeJS.ProcessEnv): number | undefined {
  const count = /^\+?\d+$/u.test(text) ? Number(text) : 0;
  return count > 0 && count < 2 ** 63 ? Math.min(count, 2 ** 31 - 1) : undefined;
}

/** Parses a switch of the environment as Pulumi does. */
function isTrue(text: string | undefined): boolean {
  return text === "1" || text?.toLowerCase() === "true";
}
