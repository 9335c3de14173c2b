import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { asBuffer, channelOptions } from "./grpc-js-options.ts";
import type { UnaryServer } from "./http2-server.ts";
import { type Methods, resultOf } from "./methods.ts";
import { RpcError } from "./status.ts";

/**
 * Serves methods with `@grpc/grpc-js` on a free port of loopback: for clients that other projects have written.
 *
 * Import this file with `import()`: the package takes 35 ms to load.
 */
export async function serveGrpcJs(methods: Methods): Promise<UnaryServer> {
  const server = new Server(channelOptions);
  const names = [...methods.keys()];
  server.addService(
    Object.fromEntries(names.map((path) => [path, definitionOf(path)])),
    Object.fromEntries(names.map((path) => [path, handlerOf(path, methods)])),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

function definitionOf(path: string) {
  return {
    path,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: asBuffer,
    requestDeserialize: asBuffer,
    responseSerialize: asBuffer,
    responseDeserialize: asBuffer,
  };
}

function handlerOf(path: string, methods: Methods) {
  const answer = async (message: Uint8Array, respond: sendUnaryData<Uint8Array>): Promise<void> => {
    const result = await resultOf(methods, path, message);
    if (result instanceof RpcError) respond(statusOf(result));
    else respond(null, result);
  };
  return (call: ServerUnaryCall<Uint8Array, Uint8Array>, respond: sendUnaryData<Uint8Array>) => {
    void answer(call.request, respond);
  };
}

function statusOf({ code, details, packedDetails }: RpcError) {
  const metadata = new Metadata();
  if (packedDetails) metadata.set("grpc-status-details-bin", Buffer.from(packedDetails));
  return { code, details, metadata };
}
