/**
 * Unary gRPC calls between processes of one machine, over one of three transports.
 *
 * In:   an address or a pipe, methods by their paths, messages as bytes.
 * Out:  {@link RpcClient}, {@link serveUnary}, {@link servePipe}; a failed call is a {@link RpcError} with gRPC's status.
 * Must not know: what any message says.
 *
 * | transport                                    | between                                                               |
 * | -------------------------------------------- | --------------------------------------------------------------------- |
 * | `grpc-js-client.ts`, `grpc-js-server.ts`      | the engine and provider executables, which other projects have written |
 * | `http2-client.ts`, `http2-server.ts`          | the engine and the local cloud; SDKs that are not patched call it too |
 * | `pipe-client.ts`, `pipe-server.ts`            | the engine and programs that it starts, with a patched SDK            |
 *
 * The files of `@grpc/grpc-js` are not exported here: they are imported with `import()`, since the package takes 35 ms to load.
 */
export { Http2Client } from "./http2-client.ts";
export { serveUnary, type UnaryServer } from "./http2-server.ts";
export { type Message, type MessageType, type Method, type Methods, method } from "./methods.ts";
export { PipeClient } from "./pipe-client.ts";
export { malformedCall, servePipe } from "./pipe-server.ts";
export type { NetworkClient, RpcClient } from "./rpc-client.ts";
export { RpcError, status } from "./status.ts";
