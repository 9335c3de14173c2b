/** A unary call. */
export interface RpcRequest {
  /** `/<package>.<service>/<method>` */
  readonly path: string;
  readonly message: Uint8Array;
}

/** Makes unary calls to one server. */
export interface RpcClient {
  /**
   * @param timeout milliseconds after which the call fails with DEADLINE_EXCEEDED; never when absent.
   * @returns the message of the response.
   * @throws {RpcError}
   */
  call(request: RpcRequest, timeout?: number): Promise<Uint8Array>;
  /** Fails calls that wait for their response, with UNAVAILABLE. Repeatable. */
  close(): void;
}

/** A client of a server that may not listen yet. */
export interface NetworkClient extends RpcClient {
  /** Resolves when a server of HTTP/2 answers at the address. @throws {Error} when none did in `milliseconds`. */
  ready(milliseconds: number): Promise<void>;
}
