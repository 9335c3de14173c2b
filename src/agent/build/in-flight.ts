/** Bounds how many bytes are worked on at once: work that would exceed the bound waits for its turn, in order. */
export class InFlight {
  readonly #most: number;
  readonly #waiting: { readonly bytes: number; readonly start: () => void }[] = [];
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes worked on now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Does `work` as soon as there is room for its bytes. Work larger than the bound is done alone. */
  async within<T>(bytes: number, work: () => T | Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#hasRoom(bytes))
      await new Promise<void>((start) => this.#waiting.push({ bytes, start }));
    else this.#bytes += bytes;
    try {
      return await work();
    } finally {
      this.#bytes -= bytes;
      this.#startNext();
    }
  }

  #hasRoom(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#most;
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#hasRoom(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#bytes += next.bytes;
      next.start();
    }
  }
}
