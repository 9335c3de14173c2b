/**
 * Does `work`, then `cleanUp` in any case.
 *
 * Rejects with the error of `work` where it has one, also when the clean-up fails after it: what went wrong first is what a
 * reader needs. Rejects with the error of the clean-up only when the work succeeded.
 */
export async function cleaningUp<T>(work: () => Promise<T>, cleanUp: () => unknown): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (thrown) {
    await attempt(cleanUp);
    throw thrown;
  }
  await cleanUp();
  return result;
}

async function attempt(cleanUp: () => unknown): Promise<void> {
  try {
    await cleanUp();
  } catch {
    // The error of the work is on its way, and has the cause of both more often than not.
  }
}
