import engine from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { ProviderHost, ProviderLine } from "../../provider-source.ts";
import { method, serveUnary, type UnaryServer } from "../grpc/index.ts";

/** Receives what a provider says to people. */
export type PluginLog = ProviderHost["log"];

/** The engine's side of a plugin's process: plugins refuse to start without somebody to log to. */
export type EngineHost = UnaryServer;

/** Pulumi's severities by their number. */
const severities: readonly ProviderLine["severity"][] = ["debug", "info", "warning", "error"];

/** Serves `pulumirpc.Engine` on loopback for one plugin. */
export async function serveEngineHost(onLog: PluginLog): Promise<EngineHost> {
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
  return await serveUnary(
    new Map([
      ["/pulumirpc.Engine/Log", method(engine.LogRequest, log)],
      ["/pulumirpc.Engine/GetRootResource", method(engine.GetRootResourceRequest, getRootResource)],
      ["/pulumirpc.Engine/SetRootResource", method(engine.SetRootResourceRequest, setRootResource)],
    ]),
  );
}
