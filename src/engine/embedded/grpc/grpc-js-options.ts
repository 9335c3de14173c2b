import { messageLimits, windowSize } from "./http2-limits.ts";

/** For both ends: no limit of 4 MB for a message, and the flow-control window of our own transport. */
export const channelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  "grpc-node.max_session_memory": messageLimits.maxSessionMemory,
  "grpc-node.flow_control_window": windowSize,
} as const;

export const clientOptions = {
  // `http_proxy` is for servers of other machines.
  "grpc.enable_http_proxy": 0,
  // Two clients of one address are two connections, each closed by its own `close`.
  "grpc.use_local_subchannel_pool": 1,
  // The package waits a second before it connects again; a server that was just started listens sooner.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1_000,
} as const;

/** Messages are bytes already. */
export function asBuffer(message: Uint8Array): Buffer {
  return Buffer.from(message.buffer, message.byteOffset, message.byteLength);
}
