/**
 * Request bodies in Kubernetes' protobuf encoding.
 *
 * In:   bytes that typed Go clients send.
 * Out:  {@link decodeProtobuf}, the same object as JSON. Answers are always JSON, which those clients accept.
 * Must not know: what the object is for.
 */
export { decodeProtobuf, protobufType } from "./decode.ts";
