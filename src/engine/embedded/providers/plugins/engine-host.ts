import engine from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { ProviderHost, ProviderLine } from "../../../provider-source.ts";
import { method, serveUnary, type UnaryServer } from "../../grpc/index.ts";

/** Receives a provider's messages for the user. */
export type PluginLog = ProviderHost["log"];

/** Pulumi's severities by their number. */
const severities: readonly ProviderLine["severity"][] = ["debug", "info", "warning", "error"];

/**
 * Serves `pulumirpc.Engine` on loopback for one plugin; plugins refuse to start without the address of such a server.
 *
 * @param lightGrpc serves with our own HTTP/2 server instead of `@grpc/grpc-js`.
 */
export async function serveEngineHost(onLog: PluginLog, lightGrpc: boolean): Promise<UnaryServer> {
  let rootResource = "";
  const log = async (request: engine.LogRequest) => {
    onLog({
      severity: severities[request.getSeverity()] ?? "info",
      message: request.getMessage(),
      urn: request.getUrn(),
      ephemeral: request.getEphemeral(),
    });
    return await Promise.resolve(new empty.Empty());
  };
  const getRootResource = async () => await Promise.resolve(new engine.GetRootResourceResponse().setUrn(rootResource));
  const setRootResource = async (request: engine.SetRootResourceRequest) => {
    rootResource = request.getUrn();
    return await Promise.resolve(new engine.SetRootResourceResponse());
  };
  const methods = new Map([
    ["/pulumirpc.Engine/Log", method(engine.LogRequest, log)],
    ["/pulumirpc.Engine/GetRootResource", method(engine.GetRootResourceRequest, getRootResource)],
    ["/pulumirpc.Engine/SetRootResource", method(engine.SetRootResourceRequest, setRootResource)],
  ]);
  if (lightGrpc) return await serveUnary(methods);
  const { serveGrpcJs } = await import("../../grpc/grpc-js-server.ts");
  return await serveGrpcJs(methods);
}
