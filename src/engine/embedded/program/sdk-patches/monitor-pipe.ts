import type { Socket } from "node:net";
// From their own files: calls that do not go over the pipe go over HTTP/2, which a program need not load.
import { PipeClient } from "../../grpc/pipe-client.ts";
import type { RpcClient, RpcRequest } from "../../grpc/rpc-client.ts";

let pipe: { readonly address: string; readonly client: PipeClient; readonly ofRun?: RpcClient } | undefined;

/** Calls to the monitor at `address` go over `socket` from now on. The monitor answers there, too. */
export function usePipe(address: string, socket: Socket): void {
  pipe = { address, client: new PipeClient(socket) };
}

export function forgetPipe(): void {
  pipe = undefined;
}

const shutdown = "/pulumirpc.ResourceMonitor/SignalAndWaitForShutdown";

/**
 * Has the pipe carry the calls of another run: to the monitor at `address`, with the number of that run.
 *
 * @param onOver called when the engine has answered the run's last call.
 */
export function usePipeForRun(run: number, address: string, onOver: () => void): void {
  const client = pipe?.client;
  if (!client) return;
  client.run = run;
  pipe = {
    address,
    client,
    ofRun: {
      async call(request) {
        const response = await client.call(request);
        if (request.path === shutdown) onOver();
        return response;
      },
      close: () => client.close(),
    },
  };
}

/** Calls over the pipe that wait for a response. */
export function callsWaiting(): number {
  return pipe?.client.waiting ?? 0;
}

/** A client of the server at an address: over the pipe where that server is the monitor, over HTTP/2 otherwise. */
export function clientOf(address: string): RpcClient {
  return pipe?.address === address ? (pipe.ofRun ?? pipe.client) : new LateHttp2Client(address);
}

/** Loads the HTTP/2 client with the first call. */
class LateHttp2Client implements RpcClient {
  #client: Promise<RpcClient> | undefined;

  constructor(private readonly address: string) {}

  async call(request: RpcRequest): Promise<Uint8Array> {
    this.#client ??= this.#load();
    return await (await this.#client).call(request);
  }

  close(): void {
    void this.#client?.then((client) => client.close());
  }

  async #load(): Promise<RpcClient> {
    const { Http2Client } = await import("../../grpc/http2-client.ts");
    return new Http2Client(this.address);
  }
}
