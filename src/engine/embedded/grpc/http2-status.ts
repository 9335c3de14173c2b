import { constants } from "node:http2";
import { RpcError, status } from "./status.ts";

/** Headers of HTTP/2 as Node gives them. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The error in a call's trailers; `undefined` where their status is OK. */
export function errorIn(trailers: Headers): RpcError | undefined {
  const code = Number(trailers["grpc-status"] ?? Number.NaN);
  if (code === status.OK) return undefined;
  const packed = trailers["grpc-status-details-bin"];
  return new RpcError(
    Number.isInteger(code) ? code : status.UNKNOWN,
    decodeText(String(trailers["grpc-message"] ?? "")),
    typeof packed === "string" ? Buffer.from(packed, "base64") : undefined,
  );
}

export function trailersOf({ code, details, packedDetails }: RpcError): Readonly<Record<string, string>> {
  return {
    "grpc-status": String(code),
    ...(details !== "" && { "grpc-message": encodeText(details) }),
    ...(packedDetails && { "grpc-status-details-bin": Buffer.from(packedDetails).toString("base64") }),
  };
}

/** The error for a response of a server that is none of gRPC: https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md */
export function errorOfHttp(httpStatus: unknown): RpcError {
  const details = `Received HTTP status code ${String(httpStatus)}`;
  switch (httpStatus) {
    case 400:
      return new RpcError(status.INTERNAL, details);
    case 401:
      return new RpcError(status.UNAUTHENTICATED, details);
    case 403:
      return new RpcError(status.PERMISSION_DENIED, details);
    case 404:
      return new RpcError(status.UNIMPLEMENTED, details);
    case 429:
    case 502:
    case 503:
    case 504:
      return new RpcError(status.UNAVAILABLE, details);
    default:
      return new RpcError(status.UNKNOWN, details);
  }
}

/** The error of the calls on a connection that broke. */
export function errorOfLoss(cause: Error | undefined): RpcError {
  return new RpcError(status.UNAVAILABLE, cause?.message ?? "Connection dropped", undefined, cause && { cause });
}

/** The error of a call whose stream the server has reset: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#errors */
export function errorOfReset(rstCode: number): RpcError {
  switch (rstCode) {
    case constants.NGHTTP2_REFUSED_STREAM:
      return new RpcError(status.UNAVAILABLE, "Stream refused by server");
    case constants.NGHTTP2_CANCEL:
      return new RpcError(status.CANCELLED, "Call cancelled");
    case constants.NGHTTP2_ENHANCE_YOUR_CALM:
      return new RpcError(status.RESOURCE_EXHAUSTED, "Bandwidth exhausted or memory limit exceeded");
    default:
      return new RpcError(status.INTERNAL, `Received RST_STREAM with code ${rstCode}`);
  }
}

/** gRPC's percent-encoding: everything but printable ASCII. */
function encodeText(text: string): string {
  return text.replace(/[^ -$&-~]+/gu, (part) =>
    [...Buffer.from(part)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A server that does not encode its messages: the raw text is still readable.
    return text;
  }
}
