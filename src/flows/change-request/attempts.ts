import { type Problem, problemOf } from "../../change/index.ts";
import { GroundworkError, tellingFailure } from "../../lib/index.ts";

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

  /** The last failure as a part of a sentence; `undefined` where nothing failed. */
  get lastProblem(): string | undefined {
    return this.problems.at(-1)?.message.replace(/\.$/, "");
  }

  /**
   * Does `work`. When that fails, posts its problem, hands every failed attempt to `tell`, since no result holds them then, and rejects
   * with the error of the work: neither hides the other.
   */
  async postingFailure<T>(
    work: () => Promise<T>,
    post: (problem: Problem) => Promise<void>,
    tell: (problem: Problem) => void,
  ): Promise<T> {
    return await tellingFailure(work, async (thrown) => {
      await post(problemOf(thrown)).catch(() => undefined);
      for (const problem of this.problems) tell(problem);
    });
  }
}
