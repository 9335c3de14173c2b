type Members = Readonly<Record<PropertyKey, unknown>>;

/**
 * Stands for a module, or a part of one, and loads it when one of its members is first used.
 *
 * @param own members that the stand-in has itself, so that using them does not load the module.
 */
export function lazyModule(load: () => unknown, own: Members = {}): unknown {
  let loaded: Members | undefined;
  const module = () => (loaded ??= load() as Members);
  return new Proxy(
    {},
    {
      get(_, key) {
        if (key in own) return own[key];
        // TypeScript's `__importStar` reads this at once and, where it is false, copies (and so loads) every member.
        if (key === "__esModule") return true;
        return key === "default" && !("default" in module()) ? module() : module()[key];
      },
      has: (_, key) => key in own || key in module(),
      ownKeys: () => Reflect.ownKeys(module()),
      getOwnPropertyDescriptor(_, key) {
        // tsx reads this property of every module that it has loaded. CommonJS modules do not have it.
        if (key === "module.exports") return undefined;
        const descriptor = Reflect.getOwnPropertyDescriptor(module(), key);
        return descriptor && { ...descriptor, configurable: true };
      },
    },
  );
}
