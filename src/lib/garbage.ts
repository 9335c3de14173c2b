import v8 from "node:v8";
import vm from "node:vm";

/** A preview leaves some 15 MiB of garbage, and a collection takes as long as a third of a preview. */
const mostBytes = 100 * 1024 * 1024;

/** Collects garbage between pieces of work: V8 lets it grow for as long as there is memory, of which other processes need some, too. */
export class Garbage {
  #collect: (() => void) | undefined;
  #usedAfter = used();

  collectWhereMuch(): void {
    if (used() - this.#usedAfter < mostBytes) return;
    this.#collect ??= collector();
    this.#collect();
    this.#usedAfter = used();
  }
}

function used(): number {
  return process.memoryUsage().heapUsed;
}

/** V8's own function, which Node has under a flag. */
function collector(): () => void {
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc") as () => void;
  v8.setFlagsFromString("--no-expose-gc");
  return collect;
}
