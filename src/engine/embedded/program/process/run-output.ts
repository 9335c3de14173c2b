import { createInterface } from "node:readline";
import { PassThrough, type Readable } from "node:stream";

/** What one stream of a process prints, divided into the lines of each run by a marker that the process prints after a run. */
export class RunOutput {
  #run: PassThrough | undefined;
  /** The end of what was read, where it may be the beginning of the marker. */
  #held = Buffer.alloc(0);

  constructor(
    stream: Readable,
    private readonly marker: Buffer,
  ) {
    stream.on("data", (chunk: Buffer) => this.#read(chunk));
    stream.once("close", () => this.#end());
    stream.once("end", () => this.#end());
  }

  /** Settles after the last line of the run: at the marker, or when the stream has ended. */
  async forward(onLine: (line: string) => void): Promise<void> {
    const run = new PassThrough();
    this.#run = run;
    for await (const line of createInterface({ input: run, crlfDelay: Number.POSITIVE_INFINITY })) onLine(line);
  }

  #read(chunk: Buffer): void {
    const bytes = Buffer.concat([this.#held, chunk]);
    const end = bytes.indexOf(this.marker);
    if (end >= 0) {
      this.#held = Buffer.alloc(0);
      this.#run?.end(bytes.subarray(0, end));
      this.#run = undefined;
      return;
    }
    const held = beginningOf(this.marker, bytes);
    this.#held = bytes.subarray(bytes.length - held);
    this.#run?.write(bytes.subarray(0, bytes.length - held));
  }

  #end(): void {
    this.#run?.end(this.#held);
    this.#run = undefined;
    this.#held = Buffer.alloc(0);
  }
}

/** How many bytes at the end of `bytes` are the beginning of `marker`. */
function beginningOf(marker: Buffer, bytes: Buffer): number {
  for (let length = Math.min(marker.length - 1, bytes.length); length > 0; length -= 1)
    if (bytes.subarray(bytes.length - length).equals(marker.subarray(0, length))) return length;
  return 0;
}
