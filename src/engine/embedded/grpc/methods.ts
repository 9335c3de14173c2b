import { messageOf } from "../../../lib/index.ts";
import { RpcError, status } from "./status.ts";

/** Answers one method: a message for a message. What it throws is an {@link RpcError}, or else of status UNKNOWN. */
export type Method = (message: Uint8Array) => Promise<Uint8Array>;

/** By their paths: `/<package>.<service>/<method>`. */
export type Methods = ReadonlyMap<string, Method>;

/** A message as the compiler of the protocol has made it. */
export interface Message {
  serializeBinary(): Uint8Array;
}

/** What makes such a message of its bytes. */
export interface MessageType<Of> {
  deserializeBinary(bytes: Uint8Array): Of;
}

/** A method that is asked with one message and answers with another. */
export function method<Request>(type: MessageType<Request>, answer: (request: Request) => Promise<Message>): Method {
  return async (bytes) => (await answer(type.deserializeBinary(bytes))).serializeBinary();
}

/** The answer, or what a server says instead. Never rejects. */
export async function resultOf(methods: Methods, path: string, message: Uint8Array): Promise<Uint8Array | RpcError> {
  const asked = methods.get(path);
  if (!asked) return new RpcError(status.UNIMPLEMENTED, `The server does not implement the method ${path}`);
  try {
    return await asked(message);
  } catch (error) {
    return error instanceof RpcError ? error : new RpcError(status.UNKNOWN, messageOf(error));
  }
}
