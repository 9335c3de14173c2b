import type { ProviderHost, RunningProvider } from "../../../provider-source.ts";
import { AttachPortInvalid } from "./errors.ts";

/**
 * The port of a provider that runs in a debugger already, from `PULUMI_DEBUG_PROVIDERS=<package>:<port>,…`.
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

/** A provider that runs already. The engine's address reaches it with an `Attach` call, and stopping leaves it running. */
export async function attachedPlugin(
  packageName: string,
  port: number,
  host: ProviderHost,
  lightGrpc: boolean,
): Promise<RunningProvider> {
  const { serveEngineHost } = await import("./engine-host.ts");
  const engine = await serveEngineHost((line) => host.log(line), lightGrpc);
  return {
    address: `127.0.0.1:${port}`,
    plugin: {
      name: `pulumi-resource-${packageName} on port ${port}`,
      engineAddress: engine.address,
      attached: true,
      lightGrpc,
      ended: new Promise(() => undefined),
    },
    stop: async () => await Promise.resolve(engine.close()),
  };
}
