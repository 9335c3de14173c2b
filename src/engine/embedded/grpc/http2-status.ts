import { constants } from "node:http2";
import { RpcError, status } from "./status.ts";

/** Headers of HTTP/2 as Node gives them. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the trailers of a call say went wrong; `undefined` for a call that was answered. */
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

export function trailersOf({ code, details }: RpcError): Readonly<Record<string, string>> {
  return { "grpc-status": String(code), ...(details === "" ? {} : { "grpc-message": encodeText(details) }) };
}

/** For a server that speaks HTTP and no gRPC: https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md */
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

/** For a connection that broke. */
export function errorOfLoss(cause: Error | undefined): RpcError {
  return new RpcError(status.UNAVAILABLE, cause?.message ?? "Connection dropped", undefined, cause && { cause });
}

/** For a stream that the server gave up: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#errors */
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

/** Percent-encoding as gRPC has it: all but printable ASCII. */
function encodeText(text: string): string {
  return text.replace(/[^ -$&-~]+/gu, (part) =>
    [...Buffer.from(part)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Whoever wrote it has not encoded it: as it is it still says something.
    return text;
  }
}
