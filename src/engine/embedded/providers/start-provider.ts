import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import semver from "semver";
import { messageOf } from "../../../lib/index.ts";
import type {
  PluginProtocol,
  ProviderHost,
  ProviderRequest,
  ProviderSource,
  RunningProvider,
} from "../../provider-source.ts";
import { Http2Client, type NetworkClient } from "../grpc/index.ts";
import { calls } from "./calls.ts";
import { ProviderConnection } from "./connection.ts";
import { ProviderCallFailed, ProviderNotUsable } from "./failures.ts";
import type { ProviderFeatures } from "./properties/index.ts";
import { ProviderClient } from "./provider-client.ts";

/** How long a plugin that has named its port may take until it answers there. */
const readyMilliseconds = 10_000;

/**
 * Starts a provider and, where it is a plugin, shakes hands with it.
 *
 * @throws {GroundworkError} when the source does not have it, {@link ProviderNotUsable} when it does not answer as a plugin
 *   has to; it is ended then.
 */
export async function startProvider(
  source: ProviderSource,
  request: ProviderRequest,
  host: ProviderHost,
): Promise<ProviderClient> {
  const running = await source.start(request, host);
  const connection = new ProviderConnection(await clientOf(running), running.plugin?.ended);
  const stop = async () => await running.stop();
  if (!running.plugin) return new ProviderClient(request.package, connection, stop);
  try {
    const features = await open(running.plugin, connection);
    await compareVersion(request, connection, host);
    return new ProviderClient(request.package, connection, stop, { features });
  } catch (error) {
    connection.close();
    await stop().catch(() => undefined);
    throw new ProviderNotUsable({ name: running.plugin.name, problem: messageOf(error) }, { cause: error });
  }
}

/** The local cloud has our own HTTP/2 server; what executables of other projects speak with is `@grpc/grpc-js`'s to handle. */
async function clientOf({ address, plugin }: RunningProvider): Promise<NetworkClient> {
  if (!plugin || plugin.lightGrpc) return new Http2Client(address);
  const { GrpcJsClient } = await import("../grpc/grpc-js-client.ts");
  return new GrpcJsClient(address);
}

/** Features from the plugin's handshake; `undefined` for a plugin that is older than the handshake. */
async function open(plugin: PluginProtocol, connection: ProviderConnection): Promise<ProviderFeatures | undefined> {
  const gaveUp = connection.ready(readyMilliseconds).then(
    () => undefined,
    () => `it named a port and did not answer there within ${readyMilliseconds / 1000} s`,
  );
  const problem = await Promise.race([gaveUp, plugin.ended]);
  if (problem !== undefined) throw new Error(problem);
  const features = await shakeHands(plugin, connection);
  if (plugin.attached) {
    const attach = new pluginPb.PluginAttach().setAddress(plugin.engineAddress);
    await connection.call("attach to", "the engine", calls.attach, attach, {});
  }
  return features;
}

async function shakeHands(
  { engineAddress, folder }: PluginProtocol,
  connection: ProviderConnection,
): Promise<ProviderFeatures | undefined> {
  const request = new pb.ProviderHandshakeRequest()
    .setEngineAddress(engineAddress)
    .setConfigureWithUrn(true)
    .setInvokeWithPreview(true);
  if (folder !== undefined) request.setRootDirectory(folder).setProgramDirectory(folder);
  try {
    const { response: answer } = await connection.call("shake hands with", "the engine", calls.handshake, request, {});
    return {
      acceptSecrets: answer.getAcceptSecrets(),
      acceptResources: answer.getAcceptResources(),
      supportsPreview: true,
    };
  } catch (error) {
    if (error instanceof ProviderCallFailed && error.data.unimplemented) return undefined;
    throw error;
  }
}

/**
 * A plugin on `PATH` is used in any version. The user is warned when it is older than the one that the program asks
 * for.
 */
async function compareVersion(
  request: ProviderRequest,
  connection: ProviderConnection,
  host: ProviderHost,
): Promise<void> {
  const { response: info } = await connection.call(
    "tell the version of",
    request.package,
    calls.getPluginInfo,
    new emptyPb.Empty(),
    {},
  );
  const wanted = semver.parse(request.version, { loose: true });
  const actual = semver.parse(info.getVersion(), { loose: true });
  if (!wanted || (actual && semver.compare(actual, wanted) >= 0)) return;
  host.log({
    severity: "warning",
    message:
      `resource plugin ${request.package} is expected to have version >=${wanted.version}, but has ${actual?.version ?? ""}; ` +
      "the wrong version may be on your path, or this may be a bug in the plugin",
    urn: "",
  });
}
