import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { ProviderHost, ProviderLine } from "../../provider-source.ts";

/** Receives what a provider says to people. */
export type PluginLog = ProviderHost["log"];

/** The engine's side of a plugin's process: plugins refuse to start without somebody to log to. */
export interface EngineHost {
  readonly address: string;
  close(): void;
}

/** Pulumi's severities by their number. */
const severities: readonly ProviderLine["severity"][] = ["debug", "info", "warning", "error"];

/** Serves `pulumirpc.Engine` on loopback for one plugin. */
export async function serveEngineHost(onLog: PluginLog): Promise<EngineHost> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  let rootResource = "";
  server.addService(EngineService, {
    log(call: ServerUnaryCall<engine.LogRequest, empty.Empty>, answer: sendUnaryData<empty.Empty>) {
      const { request } = call;
      onLog({
        severity: severities[request.getSeverity()] ?? "info",
        message: request.getMessage(),
        urn: request.getUrn(),
        ephemeral: request.getEphemeral(),
      });
      answer(null, new empty.Empty());
    },
    getRootResource(_: unknown, answer: sendUnaryData<engine.GetRootResourceResponse>) {
      const response = new engine.GetRootResourceResponse();
      response.setUrn(rootResource);
      answer(null, response);
    },
    setRootResource(
      call: ServerUnaryCall<engine.SetRootResourceRequest, engine.SetRootResourceResponse>,
      answer: sendUnaryData<engine.SetRootResourceResponse>,
    ) {
      rootResource = call.request.getUrn();
      answer(null, new engine.SetRootResourceResponse());
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
