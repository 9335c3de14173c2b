import { messageOf } from "../../../lib/index.ts";
import { RpcError, status } from "./status.ts";

/** Implements one unary method. An error that is no {@link RpcError} reaches the client with the status UNKNOWN. */
export type Method = (message: Uint8Array) => Promise<Uint8Array>;

/** By their paths: `/<package>.<service>/<method>`. */
export type Methods = ReadonlyMap<string, Method>;

/** A message of generated protobuf code. */
export interface Message {
  serializeBinary(): Uint8Array;
}

/** The class of such a message. */
export interface MessageType<Of> {
  deserializeBinary(bytes: Uint8Array): Of;
}

/** A method over decoded messages. */
export function method<Request>(type: MessageType<Request>, respond: (request: Request) => Promise<Message>): Method {
  return async (bytes) => (await respond(type.deserializeBinary(bytes))).serializeBinary();
}

/** The response's message, or the error that the server responds with. Never rejects. */
export async function resultOf(methods: Methods, path: string, message: Uint8Array): Promise<Uint8Array | RpcError> {
  const implementation = methods.get(path);
  if (!implementation) return new RpcError(status.UNIMPLEMENTED, `The server does not implement the method ${path}`);
  try {
    return await implementation(message);
  } catch (error) {
    return error instanceof RpcError ? error : new RpcError(status.UNKNOWN, messageOf(error));
  }
}
