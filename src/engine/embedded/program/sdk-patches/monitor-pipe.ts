import type { Socket } from "node:net";
import type { Question, RpcClient } from "../../grpc/http2-client.ts";
// From their own files: what is not asked over the pipe is asked over HTTP/2, which a program need not load.
import { PipeClient } from "../../grpc/pipe-client.ts";

let pipe: { readonly address: string; readonly client: PipeClient } | undefined;

/** From here on what is asked of the monitor at `address` is asked over `socket`, where it answers too. */
export function usePipe(address: string, socket: Socket): void {
  pipe = { address, client: new PipeClient(socket) };
}

export function forgetPipe(): void {
  pipe = undefined;
}

/** Asks the server at an address the shortest way. */
export function clientOf(address: string): RpcClient {
  return pipe?.address === address ? pipe.client : new LateClient(address);
}

/** Loads what speaks HTTP/2 when something is asked. */
class LateClient implements RpcClient {
  #client: Promise<RpcClient> | undefined;

  constructor(private readonly address: string) {}

  async ask(question: Question): Promise<Uint8Array> {
    this.#client ??= this.#load();
    return await (await this.#client).ask(question);
  }

  close(): void {
    void this.#client?.then((client) => client.close());
  }

  async #load(): Promise<RpcClient> {
    const { UnaryClient } = await import("../../grpc/http2-client.ts");
    return new UnaryClient(this.address);
  }
}
