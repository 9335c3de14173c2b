import type { Session } from "node:inspector";
import Module from "node:module";
import util from "node:util";
import { lightGrpc } from "./grpc-stand-in.ts";
import { lazyModule } from "./lazy-module.ts";
import { lightStructs } from "./plain-structs.ts";
import { isOfSdk } from "./sdk-files.ts";

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => unknown;

const mapper = "source-map-support/register";
const usedByFew: ReadonlySet<string> = new Set([
  "typescript",
  "@npmcli/arborist",
  "normalize-package-data",
  "js-yaml",
  "semver",
  "./automation",
]);
const makesResources = /[\\/]runtime[\\/]resource\.js$/;
const tracing = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]tracing\.js$/;

/**
 * Makes the SDK load in a fraction of its time, and look at stack traces less often. Before anything of it is loaded.
 *
 * The SDK loads a TypeScript compiler, npm's dependency resolver, OpenTelemetry, parsers and its own Automation API with its
 * first import, most of its loading time: to serialize functions, to send traces, and for programs that run programs. Here
 * they are loaded when they are first used.
 */
export function lightenSdk(): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  const lightPackages = new Map<string, unknown>();
  loader._load = function loadLater(this: unknown, request, parent, isMain) {
    const now = () => load.call(this, request, parent, isMain);
    const from = parent?.filename ?? "";
    if (!isOfSdk(from)) return now();
    if (request === mapper) return {};
    if (request.endsWith("/debuggable")) return withoutTraces(now());
    if (/(?:^|\/)log$/.test(request)) return withoutDebugLogs(now());
    if (request.endsWith("/v8Hooks")) return withLateDebugger(now());
    if (request.endsWith("/settings")) return withoutTraceContext(now());
    if (request === "./run") return mappingSources(now);
    if (request === "@grpc/grpc-js") return once(lightPackages, request, from, () => lightGrpc(now));
    if (request.endsWith("/struct_pb") && makesResources.test(from))
      return once(lightPackages, request, from, () => lightStructs(now()));
    if (tracing.test(from) && /^@opentelemetry\/(?!api$)/.test(request)) return withLazyMembers(now);
    return usedByFew.has(request) && isInstalled(request, parent) ? lazyModule(now) : now();
  };
  keepInspectFromHanging();
}

/** One stand-in for each copy of a package: those of two SDKs in one program may differ. */
function once(made: Map<string, unknown>, request: string, from: string, make: () => unknown): unknown {
  const file = Module.createRequire(from).resolve(request);
  if (!made.has(file)) made.set(file, make());
  return made.get(file);
}

/**
 * The SDK looks at a stack trace for every resource, and would map each by parsing source maps in JavaScript: 5 ms a resource.
 * Node maps traces itself. It reads the map of everything that is loaded from then on, so it begins after the SDK.
 */
function mappingSources(loadRun: () => unknown): unknown {
  // In a process that was warmed it has begun.
  process.setSourceMapsEnabled(false);
  const loaded = loadRun();
  mapSources();
  return loaded;
}

export function mapSources(): void {
  process.setSourceMapsEnabled(true);
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

/** Stands for a module whose members, functions and classes, are taken out at once and used later. */
function withLazyMembers(now: () => unknown): unknown {
  let loaded: Record<PropertyKey, unknown> | undefined;
  const member = (key: PropertyKey) => (loaded ??= now() as Record<PropertyKey, unknown>)[key] as Constructor;
  return new Proxy(
    {},
    {
      get: (_, key) =>
        new Proxy(function standIn() {}, {
          apply: (_target, self, args) => Reflect.apply(member(key), self, args) as unknown,
          construct: (_target, args) => Reflect.construct(member(key), args),
        }),
    },
  );
}

type Constructor = new (...args: unknown[]) => object;

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

interface V8Hooks {
  isInitializedAsync?: () => Promise<void>;
  getSessionAsync?: () => Promise<Session>;
  getScriptUrl?: (id: string) => string | undefined;
}

/**
 * The SDK attaches a debugger to its process before a program runs, to look into functions that are serialized. It takes
 * 40 ms, and slows down what is loaded afterwards. Attached when the first function is serialized, it hears of every file
 * that is loaded by then.
 */
function withLateDebugger(module: unknown): unknown {
  const hooks = module as V8Hooks;
  if (!hooks.getSessionAsync || !hooks.getScriptUrl || lightened.has(hooks)) return module;
  lightened.add(hooks);
  const urls = new Map<string, string>();
  let session: Promise<Session> | undefined;
  const attach = async () => {
    const { Session: NewSession } = await import("node:inspector");
    const attached = new NewSession();
    attached.connect();
    attached.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
    await new Promise<void>((resolve, reject) => {
      attached.post("Debugger.enable", (error) => (error ? reject(error) : resolve()));
    });
    return attached;
  };
  hooks.isInitializedAsync = async () => await Promise.resolve();
  hooks.getSessionAsync = async () => await (session ??= attach());
  hooks.getScriptUrl = (id) => urls.get(id);
  return module;
}

interface Settings {
  readonly grpcClientOptions?: { readonly interceptors?: unknown[] };
}

/** Each call of the SDK takes the context of a trace along, whether there is one or not. */
function withoutTraceContext(module: unknown): unknown {
  const { interceptors } = (module as Settings).grpcClientOptions ?? {};
  if (interceptors && process.env["TRACEPARENT"] === undefined) interceptors.length = 0;
  return module;
}

interface Log {
  debug?: (...args: unknown[]) => Promise<void>;
}

/**
 * The SDK tells the engine each step that it takes, three messages for a resource, each a call that the next one waits for. The
 * engine shows none of them to anybody.
 */
function withoutDebugLogs(module: unknown): unknown {
  const log = module as Log;
  if (typeof log.debug === "function") log.debug = async () => await Promise.resolve();
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
