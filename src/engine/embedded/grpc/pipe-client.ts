import type { Socket } from "node:net";
import { FrameReader, runNumbers, writeRequest } from "./pipe-frames.ts";
import type { RpcClient, RpcRequest } from "./rpc-client.ts";
import { RpcError, status } from "./status.ts";

interface Waiting {
  readonly resolve: (message: Uint8Array) => void;
  readonly reject: (error: RpcError) => void;
}

/**
 * Makes unary calls of several runs, one after the other, to the server at the other end of a pipe. Calls have no deadlines
 * there: both ends are ours, and a call ends with the process that answers it.
 *
 * Keeps its process alive while a call waits for its response, and no longer.
 */
export class PipeClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #frames = new FrameReader();
  #afterResponse: (() => void)[] = [];
  #last = 0;
  #broken: RpcError | undefined;

  constructor(private readonly socket: Socket) {
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#break(error));
    socket.once("close", () => this.#break());
    socket.unref();
  }

  /** @returns a client whose calls belong to a run for good: the server refuses them once it serves another. */
  ofRun(run: number): RpcClient {
    return {
      call: async (request) => await this.#call(request, run),
      // The pipe stays open: the clients of all runs share it.
      close: () => undefined,
    };
  }

  /** Calls that have no response yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Calls `then` once, after the next responses have reached their callers, or when the pipe has broken. */
  afterResponse(then: () => void): void {
    this.#afterResponse.push(then);
  }

  async #call({ path, message }: RpcRequest, run: number): Promise<Uint8Array> {
    if (this.#broken) throw this.#broken;
    return await new Promise<Uint8Array>((resolve, reject) => {
      this.#last = (this.#last + 1) >>> 0;
      if (this.#waiting.size === 0) this.socket.ref();
      this.#waiting.set(this.#last, { resolve, reject });
      writeRequest(this.socket, { id: this.#last, code: run % runNumbers, name: path, message });
    });
  }

  #read(chunk: Buffer): void {
    for (const { id, code, name, message } of this.#frames.push(chunk)) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (code === status.OK) waiting?.resolve(message);
      else waiting?.reject(new RpcError(code, name));
    }
    this.#tellResponse();
    if (this.#waiting.size === 0) this.socket.unref();
  }

  #tellResponse(): void {
    const told = this.#afterResponse;
    this.#afterResponse = [];
    for (const then of told) then();
  }

  #break(cause?: Error): void {
    this.#broken ??= new RpcError(status.UNAVAILABLE, "Connection dropped", undefined, cause && { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
    this.#tellResponse();
    this.socket.unref();
  }
}
