export type Store = Record<string, unknown>;

const globals = globalThis as { globalStore?: Store | undefined };

/**
 * The SDK's store, where resource packages register themselves.
 *
 * It reads the run's settings when it is created, so it is created here, and records every access to members other than
 * the registrations.
 */
export function watchStore(sdk: NodeJS.Require): { readonly store: Store; seen(): readonly string[] } {
  const state = sdk("../../runtime/state") as { getStore(): Store };
  const store = state.getStore();
  const names = new Set<string>();
  globals.globalStore = new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (!(value instanceof Map)) names.add(`${String(name)} of the SDK`);
      return value;
    },
  });
  return { store, seen: () => [...names] };
}

/** Has the SDK make a new store when the run first reads it, and copies the registrations into it. */
export function forgetStore(registered: Store): void {
  Object.defineProperty(globals, "globalStore", {
    configurable: true,
    enumerable: true,
    get: () => undefined,
    set(made: Store) {
      for (const [name, entries] of Object.entries(registered))
        if (entries instanceof Map && made[name] instanceof Map)
          for (const [key, value] of entries) (made[name] as Map<unknown, unknown>).set(key, value);
      Object.defineProperty(globals, "globalStore", {
        configurable: true,
        enumerable: true,
        writable: true,
        value: made,
      });
    },
  });
}
