import type { Duplex } from "node:stream";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { PropertyMap } from "../../../../pulumi/index.ts";
import {
  structNumbers as numbers,
  registerResource,
  type StructFields,
  takeStructs,
  withStructs,
} from "../../../../pulumi/struct/index.ts";
import {
  type Message,
  type MessageType,
  type Method,
  RpcError,
  servePipe,
  serveUnary,
  status,
  type UnaryServer,
} from "../../grpc/index.ts";

/** A call whose answer will never come: the deployment has stopped. The SDK ends quietly on it. */
export class CallAbandoned extends Error {}

/** What is answered: a message, and properties that belong into it. */
export interface Reply {
  readonly message: Message;
  readonly properties?: PropertyMap;
}

export type Answer<Request> = (request: Request, properties: PropertyMap) => Promise<Message | Reply>;

/** What a program's SDK may ask, by the names of Pulumi's services. */
export type MonitorAnswers = { readonly [Call in string]: Answer<never> };

export interface MonitorServer extends UnaryServer {
  /**
   * Answers over a pipe, too.
   *
   * @param run number of the run in the process at the other end: calls of another run are refused.
   * @returns stops answering there.
   */
  serve(pipe: Duplex, run: number): () => void;
}

/** What a call asks with, and which field of either message is a struct. */
interface Call {
  readonly request: MessageType<unknown>;
  readonly asked?: StructFields<"properties">;
  readonly answered?: StructFields<"properties">;
}

/** Calls whose requests are read. The answer to any other call gets no request. */
export const monitorCalls: Readonly<Record<string, Call>> = {
  supportsFeature: { request: pb.SupportsFeatureRequest },
  invoke: {
    request: pb.ResourceInvokeRequest,
    asked: { properties: numbers.ResourceInvokeRequest.args },
    answered: { properties: numbers.InvokeResponse.return },
  },
  readResource: {
    request: pb.ReadResourceRequest,
    asked: { properties: numbers.ReadResourceRequest.properties },
    answered: { properties: numbers.ReadResourceResponse.properties },
  },
  registerResource: { request: pb.RegisterResourceRequest, ...registerResource },
  registerResourceOutputs: {
    request: pb.RegisterResourceOutputsRequest,
    asked: { properties: numbers.RegisterResourceOutputsRequest.outputs },
  },
  log: { request: enginePb.LogRequest },
  setRootResource: { request: enginePb.SetRootResourceRequest },
  requirePulumiVersion: { request: enginePb.RequirePulumiVersionRequest },
};

const anyCall: Call = { request: emptyPb.Empty };

/** Serves `ResourceMonitor` and `Engine` on one port of loopback. */
export async function serveMonitor(monitor: MonitorAnswers, engine: MonitorAnswers): Promise<MonitorServer> {
  const methods = new Map([
    ...methodsOf("pulumirpc.ResourceMonitor", monitor),
    ...methodsOf("pulumirpc.Engine", engine),
  ]);
  const server = await serveUnary(methods);
  const pipes = new Set<Duplex>();
  return {
    address: server.address,
    serve(pipe, run) {
      pipes.add(pipe);
      const release = servePipe(methods, pipe, run);
      return () => {
        release();
        pipes.delete(pipe);
      };
    },
    close() {
      for (const pipe of pipes) pipe.destroy();
      server.close();
    },
  };
}

function methodsOf(service: string, answers: MonitorAnswers): readonly (readonly [path: string, method: Method])[] {
  return Object.entries(answers).map(([name, answer]) => [
    `/${service}/${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    methodOf(monitorCalls[name] ?? anyCall, answer as Answer<unknown>),
  ]);
}

function methodOf({ request, asked, answered }: Call, answer: Answer<unknown>): Method {
  return async (bytes) => {
    const { rest, structs } = asked ? takeStructs(bytes, asked) : { rest: bytes, structs: {} };
    const replied = await orAbandoned(answer(request.deserializeBinary(rest), structs.properties ?? {}));
    if (!("message" in replied)) return replied.serializeBinary();
    const message = replied.message.serializeBinary();
    return answered ? withStructs(message, answered, { properties: replied.properties }) : message;
  };
}

async function orAbandoned<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CallAbandoned)
      throw new RpcError(status.UNAVAILABLE, error.message, undefined, { cause: error });
    throw error;
  }
}
