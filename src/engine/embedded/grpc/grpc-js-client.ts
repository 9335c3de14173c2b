import { Client, type ClientUnaryCall, credentials, type ServiceError } from "@grpc/grpc-js";
import { asBuffer, channelOptions, clientOptions } from "./grpc-js-options.ts";
import type { NetworkClient, RpcRequest } from "./rpc-client.ts";
import { RpcError, status } from "./status.ts";

/**
 * Makes unary calls with `@grpc/grpc-js`, gRPC's own implementation for Node: for servers that other projects have written,
 * whose use of HTTP/2 we do not know.
 *
 * Import this file with `import()`: the package takes 35 ms to load.
 */
export class GrpcJsClient implements NetworkClient {
  readonly #client: Client;
  readonly #running = new Set<ClientUnaryCall>();
  #closed = false;

  /** @param address `<host>:<port>` */
  constructor(readonly address: string) {
    this.#client = new Client(address, credentials.createInsecure(), { ...channelOptions, ...clientOptions });
  }

  async ready(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#client.waitForReady(Date.now() + milliseconds, (error) => {
        if (error) reject(new Error(`${this.address} did not answer within ${milliseconds} ms`, { cause: error }));
        else resolve();
      });
    });
  }

  async call({ path, message }: RpcRequest, timeout?: number): Promise<Uint8Array> {
    if (this.#closed) throw closedError();
    return await new Promise<Uint8Array>((resolve, reject) => {
      const options = timeout === undefined ? {} : { deadline: Date.now() + timeout };
      const call = this.#client.makeUnaryRequest(path, asBuffer, asBuffer, message, options, (error, response) => {
        this.#running.delete(call);
        if (error) reject(this.#closed ? closedError(error) : rpcErrorOf(error));
        else resolve(response ?? new Uint8Array());
      });
      this.#running.add(call);
    });
  }

  close(): void {
    this.#closed = true;
    // The package lets calls that run come to their end when their client is closed.
    for (const call of this.#running) call.cancel();
    this.#client.close();
  }
}

function closedError(cause?: Error): RpcError {
  return new RpcError(status.UNAVAILABLE, "The client has been closed", undefined, cause && { cause });
}

function rpcErrorOf(error: ServiceError): RpcError {
  const [packed] = error.metadata.get("grpc-status-details-bin");
  return new RpcError(error.code, error.details, Buffer.isBuffer(packed) ? packed : undefined, { cause: error });
}
