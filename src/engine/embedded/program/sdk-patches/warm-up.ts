import path from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../../../lib/errors.ts";
import type { ImportedModules } from "../process/held-program.ts";
import { loadLateLoaders } from "../typescript/late-loader.ts";
import { forgetStore, watchStore } from "./sdk-store.ts";
import { mapSources } from "./source-maps.ts";

/** Modules that the launcher loads before the program, in its order. The launcher itself must not be loaded: it runs then. */
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
 * Loads the SDK and the resource packages, and checks that the process is as a new one would be after the same imports.
 *
 * Resource packages only define classes and register them with the SDK when they are loaded. A package that reads a
 * setting of the run makes the process unfit.
 *
 * @returns every file that was loaded, or why the process differs from a new one.
 */
export async function warmUp(
  sdk: NodeJS.Require,
  modules: Promise<ImportedModules>,
): Promise<readonly string[] | { readonly unfit: string }> {
  const reads = watchEnvironment();
  try {
    // Node caches the working directory from here on. In a removed folder the SDK would otherwise hang where it should fail.
    process.cwd();
    // Versions of the SDK have different modules.
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

/** Records the names that are read from `process.env`, also through references that modules keep. */
function watchEnvironment(): { seen(): readonly string[]; forget(): void; end(): void } {
  const { env } = process;
  const names = new Set<string>();
  process.env = new Proxy(env, {
    get(target, name) {
      names.add(String(name));
      return Reflect.get(target, name) as unknown;
    },
    // `Reflect.set` with the proxy as receiver would define the property, which `process.env` does not allow.
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

/** Loaded files, and the `package.json` of each package: it decides which file an import resolves to. */
function loadedFiles(sdk: NodeJS.Require): readonly string[] {
  const files = Object.keys(sdk.cache);
  const packages = files.flatMap((file) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0] ?? []);
  return [...files, ...new Set(packages.map((folder) => path.join(folder, "package.json")))];
}
