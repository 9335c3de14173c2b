import { type Problem, problemOf } from "../../change/index.ts";
import { GroundworkError } from "../../lib/index.ts";

/** Calls whose failures are told beside a result, and do not take its place. */
export class Attempts {
  readonly problems: Problem[] = [];

  /** What it resolves to; `undefined` when it failed with an error of ours, which is kept. */
  async try<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (thrown) {
      if (!(thrown instanceof GroundworkError)) throw thrown;
      this.problems.push(problemOf(thrown));
      return undefined;
    }
  }
}
