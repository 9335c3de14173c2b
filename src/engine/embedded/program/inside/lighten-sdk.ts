import Module from "node:module";
import util from "node:util";

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => unknown;

const mapper = "source-map-support/register";
const usedByFew: ReadonlySet<string> = new Set(["typescript", "@npmcli/arborist"]);
const sdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;

/**
 * Makes the SDK load in a third of its time, and look at stack traces less often. Before anything of it is loaded.
 *
 * The SDK loads a TypeScript compiler and npm's dependency resolver with its first import, 70 % of its loading time, and
 * uses them only to serialize functions. Here they are loaded when they are first used.
 */
export function lightenSdk(): void {
  // The SDK looks at a stack trace for every resource, and maps each by parsing its own source maps in JavaScript: 5 ms a
  // resource. Node maps traces itself.
  process.setSourceMapsEnabled(true);
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function loadLater(this: unknown, request, parent, isMain) {
    const now = () => load.call(this, request, parent, isMain);
    if (!sdk.test(parent?.filename ?? "")) return now();
    if (request === mapper) return {};
    if (request.endsWith("/debuggable")) return withoutTraces(now());
    return usedByFew.has(request) && isInstalled(request, parent) ? lazily(now) : now();
  };
  keepInspectFromHanging();
}

/** The SDK falls back to a compiler of its own when the project has none: that has to fail where it is asked for. */
function isInstalled(request: string, parent: { readonly filename?: string } | undefined): boolean {
  try {
    Module.createRequire(parent?.filename ?? import.meta.url).resolve(request);
    return true;
  } catch {
    return false;
  }
}

function lazily(now: () => unknown): unknown {
  let loaded: Record<PropertyKey, unknown> | undefined;
  return new Proxy(
    {},
    {
      get(_, key) {
        // Compiled imports ask this at once, and copy every member of what says no.
        if (key === "__esModule") return true;
        loaded ??= now() as Record<PropertyKey, unknown>;
        return key === "default" && !("default" in loaded) ? loaded : loaded[key];
      },
    },
  );
}

interface Debuggable {
  debuggablePromise?: (this: unknown, ...args: unknown[]) => unknown;
  readonly debugPromiseLeaks?: boolean;
}

const lightened = new WeakSet<object>();

/** Each promise of the SDK keeps the trace of where it was made, for whoever asked for it by `PULUMI_DEBUG_PROMISE_LEAKS`. */
function withoutTraces(module: unknown): unknown {
  const debuggable = module as Debuggable;
  const { debuggablePromise, debugPromiseLeaks } = debuggable;
  if (debuggablePromise === undefined || debugPromiseLeaks || lightened.has(debuggable)) return module;
  lightened.add(debuggable);
  debuggable.debuggablePromise = function untraced(...args) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise.apply(this, args);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  return module;
}

/**
 * The SDK shows errors with `util.inspect` in color: Node 20.20 never comes back from that when a stack mentions a file
 * directly below a scope in `node_modules`, as the SDK's source maps make it. Without color it does.
 */
function keepInspectFromHanging(): void {
  util.inspect = new Proxy(util.inspect, {
    apply: (inspect, self, [value, options, ...rest]: [unknown, util.InspectOptions | undefined, ...unknown[]]) =>
      Reflect.apply(inspect, self, [
        value,
        options?.colors ? { ...options, colors: false } : options,
        ...rest,
      ]) as string,
  });
}
