import vm from "node:vm";
import { ResourcesTimedOut } from "./errors.ts";

export interface TimeLimit {
  readonly file: string;
  readonly seconds: number;
}

/**
 * Calls a function, and ends it where it has not returned in time: V8 itself ends what it runs, an endless loop too.
 *
 * @throws {ResourcesTimedOut}
 */
export function endingWithin<T>({ file, seconds }: TimeLimit, call: () => T): T {
  const done: { value?: T } = {};
  const run = () => {
    done.value = call();
  };
  try {
    vm.runInContext("run()", vm.createContext({ run }), { timeout: seconds * 1000, displayErrors: false });
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw thrown;
    throw new ResourcesTimedOut({ file, seconds });
  }
  return done.value as T;
}

/**
 * What a promise becomes, if that is in time. A loop without an end after the first `await` is not ended here: it lets no timer run.
 *
 * @throws {ResourcesTimedOut}
 */
export async function settlingWithin<T>({ file, seconds }: TimeLimit, promise: T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ResourcesTimedOut({ file, seconds })), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
