import type { Logger } from "../../../../lib/index.ts";
import { ApiProblem } from "../problem/index.ts";

/** Work that follows from changes: run after the change's own request, each key once however often it is asked for. */
export class Tasks {
  readonly #waiting = new Map<string, () => void>();
  readonly #logger: Logger;
  #scheduled = false;
  #stopped = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(key: string, task: () => void): void {
    if (this.#stopped) return;
    this.#waiting.set(key, task);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#run());
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  #run(): void {
    this.#scheduled = false;
    const batch = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, task] of batch) {
      if (this.#stopped) return;
      try {
        task();
      } catch (thrown) {
        // An ApiProblem says that the object is gone or invalid, which later tasks settle. Any other error is a defect.
        if (!(thrown instanceof ApiProblem))
          this.#logger.error({ key, error: String(thrown) }, "A follow-up inside the local cluster failed");
        else this.#logger.debug({ key, why: thrown.message }, "A follow-up inside the local cluster was refused");
      }
    }
  }
}
