import type { ProviderHost, ProviderRequest, ProviderSource, RunningProvider } from "../../../provider-source.ts";
import { attachedPlugin, attachPort } from "./attached-plugin.ts";
import { findPlugin, type PluginFolders } from "./find-plugin.ts";
import { commandOf, dynamicPackage, dynamicProviderFor } from "./plugin-command.ts";
import { startPlugin } from "./plugin-process.ts";

export interface PluginSourceOptions extends PluginFolders {
  /**
   * Environment of the plugins. `PULUMI_DEBUG_PROVIDERS` in it names providers that run already, `GROUNDWORK_LIGHT_GRPC=1`
   * chooses our own HTTP/2 transport over `@grpc/grpc-js`.
   */
  readonly environment: NodeJS.ProcessEnv;
}

/** Providers that are executables of this machine, as for the Pulumi CLI, and the dynamic provider of the program's own SDK. */
export function pluginSource(options: PluginSourceOptions): ProviderSource {
  const { environment } = options;
  const lightGrpc = environment["GROUNDWORK_LIGHT_GRPC"] === "1";
  return {
    async start(request: ProviderRequest, host: ProviderHost): Promise<RunningProvider> {
      const port = attachPort(request.package, environment);
      if (port !== undefined) return await attachedPlugin(request.package, port, host, lightGrpc);
      const common = {
        environment: { ...environment, ...environmentFor(request, host) },
        workingFolder: host.folder,
        lightGrpc,
      };
      const log: ProviderHost["log"] = (line) => host.log(line);
      if (request.package === dynamicPackage) {
        const command = dynamicProviderFor(host.folder);
        const names = { name: `pulumi-resource-${dynamicPackage}`, folder: host.folder };
        return await startPlugin({ ...common, ...command, ...names, talksToUser: true }, log);
      }
      const found = await findPlugin(request, options);
      if (found.ambient)
        host.log({
          severity: "warning",
          message: `using pulumi-resource-${request.package} from $PATH at ${found.executable}`,
          urn: "",
        });
      const { folder } = found;
      return await startPlugin(
        { ...common, ...(await commandOf(found)), name: found.executable ?? folder, folder },
        log,
      );
    },
    async verify(request: ProviderRequest): Promise<void> {
      if (request.package === dynamicPackage || attachPort(request.package, environment) !== undefined) return;
      await findPlugin(request, options);
    },
  };
}

/** Variables that the Pulumi CLI sets for a plugin. */
function environmentFor({ package: name }: ProviderRequest, host: ProviderHost): NodeJS.ProcessEnv {
  const options = Object.entries(host.runtimeOptions).map(([key, value]) => [
    `PULUMI_RUNTIME_${key.toUpperCase()}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    ...Object.fromEntries(options),
    ...(name === dynamicPackage && { PULUMI_NODEJS_PROJECT: host.project }),
    PULUMI_PROJECT: host.project,
    PULUMI_CONFIG: JSON.stringify(host.configOf(name)),
  };
}
