import { collectGarbage } from "./tight-heap.ts";

/** A preview leaves some 15 MiB of garbage, and a collection takes as long as a third of a preview. */
const mostBytes = 100 * 1024 * 1024;

/** Collects garbage between pieces of work: V8 lets it grow for as long as there is memory, of which other processes need some, too. */
export class Garbage {
  #usedAfter = used();

  collectWhereMuch(): void {
    if (used() - this.#usedAfter < mostBytes) return;
    collectGarbage();
    this.#usedAfter = used();
  }
}

function used(): number {
  return process.memoryUsage().heapUsed;
}
