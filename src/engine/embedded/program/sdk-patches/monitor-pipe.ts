import type { Socket } from "node:net";
// From their own files: calls that do not go over the pipe go over HTTP/2, which a program need not load.
import { PipeClient } from "../../grpc/pipe-client.ts";
import type { RpcClient, RpcRequest } from "../../grpc/rpc-client.ts";

interface MonitorPipe {
  readonly address: string;
  readonly pipe: PipeClient;
  /** Makes the calls of the current run. */
  readonly client: RpcClient;
}

let monitor: MonitorPipe | undefined;

/** Calls to the monitor at `address` go over `socket` from now on. The monitor answers there, too. */
export function usePipe(address: string, socket: Socket): void {
  const pipe = new PipeClient(socket);
  monitor = { address, pipe, client: pipe.ofRun(0) };
}

export function forgetPipe(): void {
  monitor = undefined;
}

const shutdown = "/pulumirpc.ResourceMonitor/SignalAndWaitForShutdown";

/**
 * Has the pipe carry the calls of another run: to the monitor at `address`, with the number of that run.
 *
 * @param onOver called when the engine has answered the run's last call.
 */
export function usePipeForRun(run: number, address: string, onOver: () => void): void {
  if (!monitor) return;
  const { pipe } = monitor;
  const client = pipe.ofRun(run);
  monitor = {
    address,
    pipe,
    client: {
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
  return monitor?.pipe.waiting ?? 0;
}

/** Calls `then` once: when a response has come over the pipe, or at once where there is no pipe that could bring one. */
export function afterResponse(then: () => void): void {
  if (monitor) monitor.pipe.afterResponse(then);
  else then();
}

/** A client of the server at an address: over the pipe where that server is the monitor, over HTTP/2 otherwise. */
export function clientOf(address: string): RpcClient {
  return monitor?.address === address ? monitor.client : new LateHttp2Client(address);
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
