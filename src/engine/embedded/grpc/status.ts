/** Codes of gRPC: https://grpc.io/docs/guides/status-codes/ */
export const status = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

const names = new Map<number, string>(Object.entries(status).map(([name, code]) => [code, name]));

/** A call that failed. Its message has the form of gRPC's own SDKs: `<code> <name>: <details>`. */
export class RpcError extends Error {
  /**
   * @param code one of {@link status}.
   * @param packedDetails a `google.rpc.Status` in protobuf, where the server sent one (`grpc-status-details-bin`).
   */
  constructor(
    readonly code: number,
    readonly details: string,
    readonly packedDetails?: Uint8Array,
    options?: ErrorOptions,
  ) {
    super(`${code} ${names.get(code) ?? "UNKNOWN"}: ${details}`, options);
    this.name = new.target.name;
  }
}
