import { setImmediate as nextTurn } from "node:timers/promises";
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
  /** By name of a resource: `<file>:<line>:<column>` of each place in its stack trace that has a file. */
  readonly positions: ReadonlyMap<string, readonly string[]>;
  /** The most registrations that waited for their answers at the same time. */
  readonly mostAtOnce: number;
}

/** Answers every registration of a program soon, as if the resource existed. */
export async function programMonitor(): Promise<ProgramMonitor> {
  const registered: string[] = [];
  const logged: string[] = [];
  const positions = new Map<string, readonly string[]>();
  let [atOnce, mostAtOnce] = [0, 0];
  const empty = async () => await Promise.resolve(new emptyPb.Empty());
  let root = "";
  const server = await serveMonitor(
    {
      supportsFeature: async () => await Promise.resolve(new pb.SupportsFeatureResponse().setHassupport(true)),
      registerResource: async (request: pb.RegisterResourceRequest) => {
        const name = `${request.getType()}::${request.getName()}`;
        registered.push(name);
        positions.set(request.getName(), positionsIn(request));
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        // By then every request has come that was sent together with this one.
        await nextTurn();
        atOnce -= 1;
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
  return {
    ...server,
    registered,
    logged,
    positions,
    get mostAtOnce() {
      return mostAtOnce;
    },
  };
}

function positionsIn(request: pb.RegisterResourceRequest): readonly string[] {
  return (request.getStacktrace()?.getFramesList() ?? []).flatMap((frame) => {
    const place = frame.getPc();
    return place ? [`${place.getUri()}:${place.getLine()}:${place.getColumn()}`] : [];
  });
}
