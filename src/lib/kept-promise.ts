/** Calls `make` at the first call and gives its promise at each one. One that failed is not kept: the next call makes another. */
export function keptPromise<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((thrown: unknown) => {
      made = undefined;
      throw thrown;
    });
    return made;
  };
}

/** {@link keptPromise}, one for each key. */
export function keptPromises<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, () => Promise<T>>();
  return async (key, make) => {
    const promise = kept.get(key) ?? keptPromise(make);
    kept.set(key, promise);
    return await promise();
  };
}
