import type enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { type MonitorServer, serveMonitor } from "../../src/engine/embedded/operation/monitor/monitor-server.ts";

/** What programs have registered and logged. */
export interface ProgramMonitor extends MonitorServer {
  /** `<type>::<name>` of each resource, in order. */
  readonly registered: readonly string[];
  readonly logged: readonly string[];
}

/** Answers every registration of a program at once, as if the resource existed. */
export async function programMonitor(): Promise<ProgramMonitor> {
  const registered: string[] = [];
  const logged: string[] = [];
  const empty = async () => await Promise.resolve(new emptyPb.Empty());
  let root = "";
  const server = await serveMonitor(
    {
      supportsFeature: async () => await Promise.resolve(new pb.SupportsFeatureResponse().setHassupport(true)),
      registerResource: async (request: pb.RegisterResourceRequest) => {
        const name = `${request.getType()}::${request.getName()}`;
        registered.push(name);
        return await Promise.resolve(new pb.RegisterResourceResponse().setUrn(`urn:pulumi:dev::proj::${name}`));
      },
      registerResourceOutputs: empty,
      signalAndWaitForShutdown: empty,
    },
    {
      log: async (request: enginePb.LogRequest) => {
        if (request.getSeverity() !== engine.LogSeverity.DEBUG) logged.push(request.getMessage());
        return await empty();
      },
      getRootResource: async () => await Promise.resolve(new engine.GetRootResourceResponse().setUrn(root)),
      setRootResource: async (request: enginePb.SetRootResourceRequest) => {
        root = request.getUrn();
        return await Promise.resolve(new engine.SetRootResourceResponse());
      },
    },
  );
  return { ...server, registered, logged };
}
