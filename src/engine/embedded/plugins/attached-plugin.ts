import type { ProviderHost, RunningProvider } from "../../provider-source.ts";
import { AttachPortInvalid } from "./errors.ts";

/**
 * The port of a provider that somebody runs in a debugger, from `PULUMI_DEBUG_PROVIDERS=<package>:<port>,…`.
 *
 * @throws {AttachPortInvalid}
 */
export function attachPort(packageName: string, environment: NodeJS.ProcessEnv): number | undefined {
  for (const entry of (environment["PULUMI_DEBUG_PROVIDERS"] ?? "").split(",")) {
    const [name, text = ""] = entry.trim().split(":", 2);
    if (name !== packageName) continue;
    const port = Number(text);
    if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
    throw new AttachPortInvalid({ package: packageName, text });
  }
  return undefined;
}

/** A provider that runs already: it is told where the engine is, and left running. */
export async function attachedPlugin(packageName: string, port: number, host: ProviderHost): Promise<RunningProvider> {
  const { serveEngineHost } = await import("./engine-host.ts");
  const engine = await serveEngineHost((line) => host.log(line));
  return {
    address: `127.0.0.1:${port}`,
    plugin: {
      name: `pulumi-resource-${packageName} on port ${port}`,
      engineAddress: engine.address,
      attached: true,
      ended: new Promise(() => undefined),
    },
    stop: async () => await Promise.resolve(engine.close()),
  };
}
