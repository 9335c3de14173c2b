import Module from "node:module";
import { lazyModule } from "./lazy-module.ts";
import type { SdkPatch } from "./sdk-patch.ts";

/** The TypeScript compiler, npm's dependency resolver, parsers and the Automation API: most of the SDK's loading time. */
const rarelyUsed: ReadonlySet<string> = new Set([
  "typescript",
  "@npmcli/arborist",
  "normalize-package-data",
  "js-yaml",
  "semver",
  "./automation",
]);

/** The compiler that the SDK brings along and takes where the project has none. */
const vendoredCompiler = /[\\/]vendor[\\/]typescript@[^\\/]+[\\/]typescript\.js$/u;

/**
 * Loads what only some programs use (serialized functions, programs that run programs) when it is first used, instead of
 * with the SDK's first import.
 */
export const latePackages: SdkPatch = {
  name: "packages that few programs use load when they are used",
  concerns: ({ request }) => rarelyUsed.has(request) || vendoredCompiler.test(request),
  // The SDK catches that a project has no TypeScript and takes its own compiler: that has to fail here, and not at first use.
  apply: ({ request, from, load }) => (isInstalled(request, from) ? lazyModule(load) : undefined),
};

const tracing = /[\\/]cmd[\\/]run[\\/]tracing\.js$/u;

/** OpenTelemetry is required with every run, and used where a run is traced. */
export const lateTracing: SdkPatch = {
  name: "tracing loads when a run is traced",
  concerns: ({ request, from }) => tracing.test(from) && /^@opentelemetry\/(?!api$)/u.test(request),
  apply: ({ load }) => moduleOfLateMembers(load),
};

function isInstalled(request: string, from: string): boolean {
  try {
    Module.createRequire(from).resolve(request);
    return true;
  } catch {
    return false;
  }
}

type Constructor = new (...args: unknown[]) => object;

/** Stands for a module whose functions and classes are destructured at once and called later. */
function moduleOfLateMembers(load: () => unknown): unknown {
  let loaded: Record<PropertyKey, unknown> | undefined;
  const member = (key: PropertyKey) => (loaded ??= load() as Record<PropertyKey, unknown>)[key] as Constructor;
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
