import type { ResourceState } from "./snapshot.ts";

/** What stands before and after the resources of a state file. */
export interface StateFrame {
  readonly head: string;
  readonly tail: string;
}

/**
 * The bytes of one stack's state file from save to save.
 *
 * What is the same at the front as in the save before stays where it is, so that saving after each of a thousand steps costs
 * what changed: new resources come last.
 */
export class StateBytes {
  #buffer = Buffer.alloc(0);
  #headLength = 0;
  #resources: ResourceState[] = [];
  /** Where each resource ends, counted from the first one's start. */
  readonly #ends: number[] = [];

  /** The whole file. The bytes are good until the next call. */
  update(
    { head, tail }: StateFrame,
    resources: readonly ResourceState[],
    textOf: (of: ResourceState) => string,
  ): Buffer {
    const kept = this.#keepFrontOf(resources);
    this.#putHead(head);
    let end = this.#headLength + (this.#ends.at(-1) ?? 0);
    for (const [index, resource] of resources.slice(kept).entries()) {
      end = this.#put(`${kept + index > 0 ? "," : ""}${textOf(resource)}`, end);
      this.#ends.push(end - this.#headLength);
      this.#resources.push(resource);
    }
    const length = this.#put(tail, end);
    return this.#buffer.subarray(0, length);
  }

  #keepFrontOf(resources: readonly ResourceState[]): number {
    let kept = 0;
    while (kept < resources.length && this.#resources[kept] === resources[kept]) kept += 1;
    kept = Math.min(kept, this.#resources.length);
    this.#resources.length = kept;
    this.#ends.length = kept;
    return kept;
  }

  #putHead(head: string): void {
    const length = Buffer.byteLength(head);
    const body = this.#ends.at(-1) ?? 0;
    this.#reserve(Math.max(length, this.#headLength) + body);
    if (length !== this.#headLength) this.#buffer.copyWithin(length, this.#headLength, this.#headLength + body);
    this.#headLength = length;
    this.#put(head, 0);
  }

  #put(text: string, at: number): number {
    // No character takes more than three bytes for each of its code units.
    this.#reserve(at + text.length * 3);
    return at + this.#buffer.write(text, at);
  }

  #reserve(length: number): void {
    if (length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(length * 2);
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }
}
