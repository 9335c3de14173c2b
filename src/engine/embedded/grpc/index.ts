/**
 * Unary calls of gRPC between processes of one machine: over Node's own HTTP/2, without encryption, as every plugin and every
 * program of Pulumi makes them; and over a pipe, without any protocol around them, to a program that was started here.
 *
 * In:   an address or a pipe, methods by their paths, messages.
 * Out:  {@link RpcClient}, {@link serveUnary}, {@link servePipe}; what is not answered is a {@link RpcError} with gRPC's status.
 * Must not know: what any message says.
 *
 * The complete package for gRPC takes twice the processor time for a call, and 35 ms until the first; most of what it does,
 * balancing, retrying, proxies, compressing, streaming, has no place here.
 */

export { type RpcClient, UnaryClient } from "./http2-client.ts";
export { serveUnary, type UnaryServer } from "./http2-server.ts";
export { type Message, type MessageType, type Method, type Methods, method } from "./methods.ts";
export { PipeClient } from "./pipe-client.ts";
export { servePipe } from "./pipe-server.ts";
export { RpcError, status } from "./status.ts";
