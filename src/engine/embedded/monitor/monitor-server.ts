import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import { messageOf } from "../../../lib/index.ts";

/** A call whose answer will never come: the deployment has stopped. The SDK ends quietly on it. */
export class CallAbandoned extends Error {}

export type Answer<Request, Response> = (request: Request) => Promise<Response>;

/** What a program's SDK may ask, by the names of Pulumi's services. */
export type MonitorAnswers = { readonly [Call in string]: Answer<never, unknown> };

export interface MonitorServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Breaks off what is still asked and ends the server. Repeatable. */
  close(): void;
}

/** Serves `ResourceMonitor` and `Engine` on one port of loopback. */
export async function serveMonitor(monitor: MonitorAnswers, engine: MonitorAnswers): Promise<MonitorServer> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceMonitorService, handlersOf(monitor));
  server.addService(EngineService, handlersOf(engine));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

function handlersOf(answers: MonitorAnswers): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, unary(answer as Answer<unknown, unknown>)]),
  );
}

function unary(answer: Answer<unknown, unknown>): handleUnaryCall<unknown, unknown> {
  return (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
    void reply(answer(call.request), callback);
  };
}

async function reply(answered: Promise<unknown>, callback: sendUnaryData<unknown>): Promise<void> {
  try {
    callback(null, await answered);
  } catch (error) {
    const code = error instanceof CallAbandoned ? status.UNAVAILABLE : status.UNKNOWN;
    callback({ code, details: messageOf(error) });
  }
}
