import type { Method } from "./unary-server.ts";

/** A message as the compiler of the protocol has made it. */
export interface Message {
  serializeBinary(): Uint8Array;
}

/** What makes such a message of its bytes. */
export interface MessageType<Of> {
  deserializeBinary(bytes: Uint8Array): Of;
}

/** A method of a server that is asked with one message and answers with another. */
export function method<Request>(type: MessageType<Request>, answer: (request: Request) => Promise<Message>): Method {
  return async (bytes) => (await answer(type.deserializeBinary(bytes))).serializeBinary();
}
