import Module from "node:module";
import util from "node:util";
import { loadLauncherRun, noteRequired } from "../repeated-runs/launcher-hook.ts";
import { boundedRegistrations } from "./bounded-registrations.ts";
import { grpcOverPipe } from "./grpc-stand-in.ts";
import { knownPositions } from "./known-positions.ts";
import { lateDebugger } from "./late-debugger.ts";
import { latePackages, lateTracing } from "./late-packages.ts";
import { lightPromises } from "./light-promises.ts";
import { plainStructs } from "./plain-structs.ts";
import { noDebugMessages, noTraceContext } from "./quiet-runtime.ts";
import { isOfTestedSdk } from "./sdk-files.ts";
import type { SdkPatch } from "./sdk-patch.ts";
import { loadBeforeMapping, noSourceMapSupport } from "./source-maps.ts";

/** Node's own function behind every `require`. */
type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => unknown;

const patches: readonly SdkPatch[] = [
  noSourceMapSupport,
  lightPromises,
  noDebugMessages,
  lateDebugger,
  noTraceContext,
  grpcOverPipe,
  plainStructs,
  boundedRegistrations,
  knownPositions,
  lateTracing,
  latePackages,
];

const inspectPatchName = "errors are shown without color";

/**
 * Patches every copy of the SDK that is of a tested version, as it is loaded. Copies of other versions, the program and all
 * other packages get from `require` what Node gives them.
 *
 * @returns the names of the patches that were made, once the SDK's launcher has loaded the SDK.
 */
export async function installPatches(): Promise<readonly string[]> {
  const loader = Module as unknown as { _load: Load };
  const loadByNode = loader._load;
  const made = new Set([inspectPatchName]);
  return await new Promise((resolve) => {
    loader._load = function loadPatched(this: unknown, request, parent, isMain) {
      const load = () => loadByNode.call(this, request, parent, isMain);
      const from = parent?.filename ?? "";
      if (!isOfTestedSdk(from)) return load();
      if (request === "./run") {
        const run = loadBeforeMapping(() => loadLauncherRun(load, from));
        resolve([...made]);
        return run;
      }
      noteRequired(request, from);
      const required = { request, from, load };
      const patch = patches.find((each) => each.concerns(required));
      const patched = patch?.apply(required);
      if (!patch || patched === undefined) return load();
      made.add(patch.name);
      return patched;
    };
    keepInspectFromHanging();
  });
}

/**
 * The SDK shows errors with `util.inspect` in color. Node 20.20 does not return from that when a stack mentions a file
 * directly below a scope in `node_modules`, as the SDK's source maps make it; without color it does.
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
