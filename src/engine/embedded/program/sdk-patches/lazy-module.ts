type Members = Readonly<Record<PropertyKey, unknown>>;

/**
 * Stands for a module, or a part of one, until one of its members is used.
 *
 * @param light members that are used without loading it.
 */
export function lazyModule(load: () => unknown, light: Members = {}): unknown {
  let loaded: Members | undefined;
  const module = () => (loaded ??= load() as Members);
  return new Proxy(
    {},
    {
      get(_, key) {
        if (key in light) return light[key];
        // Compiled imports ask this at once, and copy every member of what says no.
        if (key === "__esModule") return true;
        return key === "default" && !("default" in module()) ? module() : module()[key];
      },
      has: (_, key) => key in light || key in module(),
      ownKeys: () => Reflect.ownKeys(module()),
      getOwnPropertyDescriptor(_, key) {
        // tsx asks this of every module that it has loaded. Modules of CommonJS have none.
        if (key === "module.exports") return undefined;
        const descriptor = Reflect.getOwnPropertyDescriptor(module(), key);
        return descriptor && { ...descriptor, configurable: true };
      },
    },
  );
}
