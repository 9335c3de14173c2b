import type { Socket } from "node:net";
import type { Question, RpcClient } from "./http2-client.ts";
import { encodeFrame, FrameReader } from "./pipe-frames.ts";
import { RpcError, status } from "./status.ts";

interface Waiting {
  readonly resolve: (message: Uint8Array) => void;
  readonly reject: (error: RpcError) => void;
}

/**
 * Asks whoever serves methods at the other end of a pipe.
 *
 * It keeps its process alive while an answer is awaited, and no longer.
 */
export class PipeClient implements RpcClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #frames = new FrameReader();
  #last = 0;
  #broken: RpcError | undefined;

  constructor(private readonly socket: Socket) {
    socket.on("data", (chunk: Buffer) => this.#hear(chunk));
    socket.on("error", (error) => this.#break(error));
    socket.once("close", () => this.#break());
    socket.unref();
  }

  async ask({ path, message }: Question): Promise<Uint8Array> {
    if (this.#broken) throw this.#broken;
    return await new Promise<Uint8Array>((resolve, reject) => {
      this.#last = (this.#last + 1) >>> 0;
      if (this.#waiting.size === 0) this.socket.ref();
      this.#waiting.set(this.#last, { resolve, reject });
      this.socket.write(encodeFrame({ id: this.#last, code: 0, name: path, message }));
    });
  }

  /** The pipe is not this client's to close: others ask through it too. */
  close(): void {}

  #hear(chunk: Buffer): void {
    for (const { id, code, name, message } of this.#frames.push(chunk)) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (code === status.OK) waiting?.resolve(message);
      else waiting?.reject(new RpcError(code, name));
    }
    if (this.#waiting.size === 0) this.socket.unref();
  }

  #break(cause?: Error): void {
    this.#broken ??= new RpcError(status.UNAVAILABLE, "Connection dropped", undefined, cause && { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
    this.socket.unref();
  }
}
