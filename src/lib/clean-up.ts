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
    // The clean-up often fails for the reason for which the work did: only the first error is passed on.
    await attempt(cleanUp).catch(() => undefined);
    throw thrown;
  }
  await cleanUp();
  return result;
}

/** Does `work`. When that fails, hands its error to `tell` and rejects with it, also when telling fails. */
export async function tellingFailure<T>(work: () => Promise<T>, tell: (thrown: unknown) => unknown): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    await attempt(() => tell(thrown)).catch(() => undefined);
    throw thrown;
  }
}

/** As {@link cleaningUp}, for work that does not wait. */
export function cleaningUpSync<T>(work: () => T, cleanUp: () => unknown): T {
  let result: T;
  try {
    result = work();
  } catch (thrown) {
    try {
      cleanUp();
    } catch {
      // As above.
    }
    throw thrown;
  }
  cleanUp();
  return result;
}

/** Turns what `cleanUp` throws at once into a rejection. */
async function attempt(cleanUp: () => unknown): Promise<void> {
  await cleanUp();
}
