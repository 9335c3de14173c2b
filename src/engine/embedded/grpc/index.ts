/**
 * Unary calls of gRPC over Node's own HTTP/2, without encryption, as plugins and programs of Pulumi make them on loopback.
 *
 * In:   an address, methods by their paths, messages.
 * Out:  {@link UnaryClient}, {@link serveUnary}; whatever is not answered is a {@link RpcError} with a status of gRPC.
 * Must not know: what any message says.
 *
 * The complete client of gRPC takes twice the processor time for a call, and 35 ms until the first; most of what it does,
 * balancing, retrying, proxies, compressing, streaming, has no place between two processes of one machine.
 */
export { type Message, type MessageType, method } from "./message.ts";
export { RpcError, status } from "./status.ts";
export { type RpcClient, UnaryClient } from "./unary-client.ts";
export { type Method, serveUnary, type UnaryServer } from "./unary-server.ts";
