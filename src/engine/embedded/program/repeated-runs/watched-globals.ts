/** Globals in which the SDK keeps a run. They are replaced for each. */
export const globalsOfRun: ReadonlySet<PropertyKey> = new Set(["globalStore", "stackResource"]);

/** The global variables as they are before a program. */
export class WatchedGlobals {
  readonly #before = Object.getOwnPropertyDescriptors(globalThis) as PropertyDescriptorMap;

  /** Removes globals that are new, as packages have them for what all copies of them share. @returns one that is not as it was. */
  firstChange(): string | undefined {
    for (const key of Reflect.ownKeys(globalThis))
      if (!(key in this.#before) && !globalsOfRun.has(key) && !Reflect.deleteProperty(globalThis, key))
        return String(key);
    return Reflect.ownKeys(this.#before)
      .find((key) => !globalsOfRun.has(key) && !this.#isAsBefore(key))
      ?.toString();
  }

  #isAsBefore(key: PropertyKey): boolean {
    const before = this.#before[key as string];
    const now = Reflect.getOwnPropertyDescriptor(globalThis, key);
    if (!before || !now) return false;
    if ("value" in before) return "value" in now && Object.is(before.value, now.value);
    // Node replaces some accessors by their value when they are first read.
    return "value" in now ? Object.is(before.get?.call(globalThis), now.value) : before.get === now.get;
  }
}
