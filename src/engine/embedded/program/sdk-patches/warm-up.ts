import path from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../../../lib/errors.ts";
import type { ImportedModules } from "../process/held-program.ts";
import { loadLateLoaders } from "../typescript/late-loader.ts";
import { mapSources } from "./source-maps.ts";

/** What the launcher loads before the program, in its order. The launcher itself runs when it is loaded. */
const sdkParts = [
  "./instrumentation",
  "../../log",
  "../../runtime/settings",
  "minimist",
  "../../runtime/closure/v8Hooks",
  "ini",
  "semver",
  "../../errors",
  "../../runtime/manifest",
  "../../runtime/stack",
  "../../tsutils",
  "./tracing",
  "./error",
];

/**
 * Variables that differ from run to run. They are unset during the warm-up, so a module that reads them then has missed
 * the run's values.
 */
const perRun = /^PULUMI_(NODEJS_|CONFIG)/;

/**
 * Loads the SDK and the modules, and looks whether the process is still what a new one would be after the same imports.
 *
 * Loading is all that happens: packages of Pulumi resources only define classes and register them with the SDK. What a
 * run brings with it must not have been read.
 *
 * @returns every file that was loaded, or why the process is no longer as new.
 */
export async function warmUp(
  sdk: NodeJS.Require,
  modules: Promise<ImportedModules>,
): Promise<readonly string[] | { readonly unfit: string }> {
  const reads = watchEnvironment();
  try {
    // Node remembers it from here on. Without a folder the SDK waits for itself where it should fail.
    process.cwd();
    // Older and newer SDKs have other parts: what is not there is not loaded before the run either.
    for (const part of sdkParts) if (isPresent(sdk, part)) sdk(part);
    await initializeHooks(sdk);
    mapSources();
    sdk("../..");
    loadLateLoaders(sdk.extensions);
    const { files, esm } = await modules;
    const sdkReads = reads.seen();
    const registry = watchStore(sdk);
    reads.forget();
    for (const file of files) await (esm ? import(pathToFileURL(file).href) : sdk(file));
    const read = [...[...sdkReads, ...reads.seen()].filter((name) => perRun.test(name)), ...registry.seen()];
    if (read.length > 0) return { unfit: `${read.join(", ")} was read before there was a run` };
    forgetStore(registry.store);
    return [...loadedFiles(sdk), ...files];
  } catch (thrown) {
    return { unfit: messageOf(thrown) };
  } finally {
    reads.end();
  }
}

function isPresent(sdk: NodeJS.Require, part: string): boolean {
  try {
    sdk.resolve(part);
    return true;
  } catch {
    return false;
  }
}

async function initializeHooks(sdk: NodeJS.Require): Promise<void> {
  const hooks = sdk("../../runtime/closure/v8Hooks") as { isInitializedAsync?(): Promise<void> };
  await hooks.isInitializedAsync?.();
}

type Store = Record<string, unknown>;

const globals = globalThis as { globalStore?: Store | undefined };

/**
 * The SDK's store, where resource packages register themselves.
 *
 * It reads the run's settings when it is created, so it is created here, and records every access to members other than
 * the registrations.
 */
function watchStore(sdk: NodeJS.Require): { readonly store: Store; seen(): readonly string[] } {
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

/** Lets the SDK make its store anew when the run first asks for it, and puts into it what was registered so far. */
function forgetStore(registered: Store): void {
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

/** Records the names that are read from `process.env`, also through references that modules keep. */
function watchEnvironment(): { seen(): readonly string[]; forget(): void; end(): void } {
  const { env } = process;
  const names = new Set<string>();
  process.env = new Proxy(env, {
    get(target, name) {
      names.add(String(name));
      return Reflect.get(target, name) as unknown;
    },
    // Through the proxy itself the name would be defined, which `process.env` does not allow.
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  return {
    seen: () => [...names],
    forget: () => names.clear(),
    end: () => {
      process.env = env;
    },
  };
}

/** With the `package.json` of each package: it decides which file an import means. */
function loadedFiles(sdk: NodeJS.Require): readonly string[] {
  const files = Object.keys(sdk.cache);
  const packages = files.flatMap((file) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0] ?? []);
  return [...files, ...new Set(packages.map((folder) => path.join(folder, "package.json")))];
}
