import { Server, ServerCredentials } from "@grpc/grpc-js";
import type * as Plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc, { type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as Rpc from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { RunningProvider } from "../engine/index.ts";
import { checkResponse, diffResponse, failureMessage, resourceHandlers, unary } from "./handlers.ts";
import type { ResourceProvider } from "./resource-provider.ts";
import { signalOf } from "./subject.ts";
import { fromStruct, toStruct } from "./wire.ts";

export interface ServedPackage {
  /** Package name in the schema, for example `gcp`. */
  readonly name: string;
  readonly version: string;
}

/** gRPC's default of 4 MiB is less than a manifest bundle or a large state can be; Pulumi's own limit is 400 MiB. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * Answers Pulumi's `pulumirpc.ResourceProvider` on a free loopback port with `provider`.
 *
 * Takes no secrets (the engine unwraps them and marks the results again) and supports previews. `stop` aborts what still
 * runs, as `Cancel` does, and closes the port.
 */
export async function serveProvider(
  provider: ResourceProvider,
  served: ServedPackage = { name: "local", version: "0.0.0" },
): Promise<RunningProvider> {
  const cancelled = new AbortController();
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(providerGrpc.ResourceProviderService, serviceOf(provider, served, cancelled));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    async stop() {
      cancelled.abort();
      server.forceShutdown();
    },
  };
}

/** Methods that are left out answer UNIMPLEMENTED, which engines take for "does not do that". */
function serviceOf(
  provider: ResourceProvider,
  served: ServedPackage,
  cancelled: AbortController,
): Partial<IResourceProviderServer> & Record<string, never> {
  const service = {
    ...resourceHandlers(provider, cancelled.signal),
    handshake: unary<Rpc.ProviderHandshakeRequest, Rpc.ProviderHandshakeResponse>(
      () => new providerPb.ProviderHandshakeResponse(),
    ),
    getPluginInfo: unary<Empty, Plugin.PluginInfo>(() => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(served.version);
      return info;
    }),
    getSchema: unary<Rpc.GetSchemaRequest, Rpc.GetSchemaResponse>(() => {
      const response = new providerPb.GetSchemaResponse();
      response.setSchema(JSON.stringify(served));
      return response;
    }),
    checkConfig: unary<Rpc.CheckRequest, Rpc.CheckResponse>(async (request) =>
      checkResponse(await provider.checkConfig(fromStruct(request.getNews()))),
    ),
    diffConfig: unary<Rpc.DiffRequest, Rpc.DiffResponse>(async (request) => {
      const olds = request.hasOldInputs() ? request.getOldInputs() : request.getOlds();
      return diffResponse(await provider.diffConfig(fromStruct(olds), fromStruct(request.getNews())));
    }),
    configure: unary<Rpc.ConfigureRequest, Rpc.ConfigureResponse>(async (request) => {
      await provider.configure(fromStruct(request.getArgs()));
      const response = new providerPb.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
    invoke: unary<Rpc.InvokeRequest, Rpc.InvokeResponse>(async (request, call) => {
      const { result, failures } = await provider.invoke(
        request.getTok(),
        fromStruct(request.getArgs()),
        signalOf(request, call, cancelled.signal),
      );
      const response = new providerPb.InvokeResponse();
      response.setReturn(toStruct(result));
      response.setFailuresList(failures.map(failureMessage));
      return response;
    }),
    ...(provider.construct && { construct: constructOf(provider.construct.bind(provider)) }),
    cancel: unary<Empty, Empty>(() => {
      cancelled.abort();
      return new emptyPb.Empty();
    }),
    attach: unary<Plugin.PluginAttach, Empty>(() => new emptyPb.Empty()),
  };
  return service as Partial<IResourceProviderServer> & Record<string, never>;
}

/** The client of the engine's monitor is loaded by those that construct something. */
function constructOf(construct: NonNullable<ResourceProvider["construct"]>) {
  return unary<Rpc.ConstructRequest, Rpc.ConstructResponse>(async (request) => {
    const { constructed } = await import("./construction.ts");
    return await constructed(request, construct);
  });
}
