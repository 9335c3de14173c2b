import { createRequire } from "node:module";
import path from "node:path";
import type { ProviderRequest, ProviderSource, RunningProvider } from "../../provider-source.ts";
import type { PluginLog } from "./engine-host.ts";
import { ProviderNotFound } from "./errors.ts";
import { findPlugin, type PluginFolders } from "./find-plugin.ts";
import { startPlugin } from "./plugin-process.ts";

export interface PluginSourceOptions extends PluginFolders {
  /** Folder of the program: plugins run in it, and dynamic providers come with its SDK. */
  readonly programFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onLog?: PluginLog;
}

/** Package of the providers that a Node program writes itself (`pulumi.dynamic`). */
const dynamicPackage = "pulumi-nodejs";

/**
 * Ends the process when whoever started it is gone: its standard input is closed then.
 * Nobody else would, as it is in no group that a terminal ends.
 */
const endWithParent = 'process.stdin.resume(); process.stdin.on("end", () => process.exit());';

/** Providers that are executables of this machine, as for the Pulumi CLI, and the dynamic provider of the program's own SDK. */
export function pluginSource(options: PluginSourceOptions): ProviderSource {
  const { environment, programFolder, onLog = () => undefined } = options;
  return {
    async start(request: ProviderRequest): Promise<RunningProvider> {
      if (request.package === dynamicPackage) {
        const args = [
          "--import",
          `data:text/javascript,${encodeURIComponent(endWithParent)}`,
          dynamicProviderIn(programFolder),
        ];
        return await startPlugin({ command: process.execPath, args, environment, folder: programFolder }, onLog);
      }
      const command = await findPlugin(request, options);
      return await startPlugin({ command, args: [], environment, folder: programFolder }, onLog);
    },
  };
}

/** @throws {ProviderNotFound} when the program has no SDK. */
function dynamicProviderIn(folder: string): string {
  try {
    return createRequire(path.join(folder, "index.js")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
  } catch (error) {
    throw new ProviderNotFound(
      { package: dynamicPackage, lookedIn: [path.join(folder, "node_modules")] },
      { cause: error },
    );
  }
}
