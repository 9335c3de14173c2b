import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import {
  type Message,
  type MessageType,
  type Method,
  method,
  RpcError,
  serveUnary,
  status,
  type UnaryServer,
} from "../grpc/index.ts";

/** A call whose answer will never come: the deployment has stopped. The SDK ends quietly on it. */
export class CallAbandoned extends Error {}

export type Answer<Request> = (request: Request) => Promise<Message>;

/** What a program's SDK may ask, by the names of Pulumi's services. */
export type MonitorAnswers = { readonly [Call in string]: Answer<never> };

export type MonitorServer = UnaryServer;

/** What calls ask with. An answer to any other call learns only that it was asked. */
const requests: Readonly<Record<string, MessageType<unknown>>> = {
  supportsFeature: pb.SupportsFeatureRequest,
  invoke: pb.ResourceInvokeRequest,
  readResource: pb.ReadResourceRequest,
  registerResource: pb.RegisterResourceRequest,
  registerResourceOutputs: pb.RegisterResourceOutputsRequest,
  log: enginePb.LogRequest,
  setRootResource: enginePb.SetRootResourceRequest,
  requirePulumiVersion: enginePb.RequirePulumiVersionRequest,
};

/** Serves `ResourceMonitor` and `Engine` on one port of loopback. */
export async function serveMonitor(monitor: MonitorAnswers, engine: MonitorAnswers): Promise<MonitorServer> {
  return await serveUnary(
    new Map([...methodsOf("pulumirpc.ResourceMonitor", monitor), ...methodsOf("pulumirpc.Engine", engine)]),
  );
}

function methodsOf(service: string, answers: MonitorAnswers): readonly (readonly [path: string, method: Method])[] {
  return Object.entries(answers).map(([name, answer]) => [
    `/${service}/${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    method(requests[name] ?? emptyPb.Empty, async (request) => await orAbandoned(answer(request as never))),
  ]);
}

async function orAbandoned(answer: Promise<Message>): Promise<Message> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CallAbandoned)
      throw new RpcError(status.UNAVAILABLE, error.message, undefined, { cause: error });
    throw error;
  }
}
