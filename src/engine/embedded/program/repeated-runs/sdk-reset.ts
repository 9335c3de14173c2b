import { forgetStore, type Store } from "../sdk-patches/sdk-store.ts";

interface Settings {
  disconnectSync(): void;
}

interface Log {
  hasErrors(): boolean;
}

interface RunStore extends Store {
  readonly leakCandidates?: ReadonlySet<unknown>;
  readonly terminated?: boolean;
}

const globals = globalThis as { globalStore?: RunStore; stackResource?: unknown };

/** Modules of the SDK with state of one run that nothing resets. Other modules keep what these export. */
const evaluatedAgain = ["../../runtime/debuggable"];

/** Files that {@link resetSdk} evaluates again, and those of the launcher. */
export function filesOfEachRun(sdk: NodeJS.Require, launcher: string): readonly string[] {
  return [launcher, sdk.resolve("./run"), ...evaluatedAgain.map((request) => sdk.resolve(request))];
}

/** @param sdk requires as the SDK's launcher does. @returns a sentence's part that says why the run did not end well. */
export function badEnd(sdk: NodeJS.Require): string | undefined {
  const { globalStore: store } = globals;
  if (!store) return "the SDK has no store";
  if ((sdk("../../log") as Log).hasErrors()) return "an error was logged";
  if (store.terminated === true) return "the engine ended its calls";
  if ((store.leakCandidates?.size ?? 0) > 0) return "a promise of the SDK never settled";
  return undefined;
}

/** What packages of resources have registered with the SDK, so that it finds their classes. */
export function registrations(): Store {
  return copyOf(globals.globalStore ?? {});
}

/** Makes the SDK as it is in a new process: no run's settings, no connections, and no registrations but `registered`. */
export function resetSdk(sdk: NodeJS.Require, registered: Store): void {
  (sdk("../../runtime/settings") as Settings).disconnectSync();
  for (const request of evaluatedAgain) evaluateAgain(sdk, request);
  delete globals.stackResource;
  forgetStore(copyOf(registered));
}

/** The SDK adds to the lists of these maps. */
function copyOf(store: Store): Store {
  const maps = Object.entries(store).filter(
    (entry): entry is [string, Map<unknown, unknown>] => entry[1] instanceof Map,
  );
  return Object.fromEntries(
    maps.map(([name, map]) => [
      name,
      new Map([...map].map(([key, value]) => [key, Array.isArray(value) ? [...(value as unknown[])] : value])),
    ]),
  );
}

/** Gives a module the functions of a new evaluation of its file, which has its own variables. */
function evaluateAgain(sdk: NodeJS.Require, request: string): void {
  const file = sdk.resolve(request);
  const module = sdk.cache[file];
  if (!module) return;
  delete sdk.cache[file];
  const fresh = sdk(request) as object;
  sdk.cache[file] = module;
  Object.assign(module.exports as object, fresh);
}
