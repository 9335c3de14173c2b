import { cleaningUp } from "../../../../lib/clean-up.ts";
import { forgetPipe, usePipe } from "./monitor-pipe.ts";
import { RehearsalMonitor } from "./rehearsal-monitor.ts";

/** Resources that are registered between two checks for the run; they take some milliseconds. */
const perRound = 10;
/** After so many rounds Node's compiler has optimized most of the SDK. */
const rounds = 20;
/** Upper bound for the rehearsal on a loaded machine. */
const mostMilliseconds = 400;

/** Project, stack and address of the rehearsal. */
const rehearsal = "rehearsal";

/** A resource of the SDK, as far as it is used here. */
interface Registered {
  readonly urn: { promise(): Promise<unknown> };
  readonly label: object;
}

type ResourceClass = new (type: string, name: string, args: object) => Registered;

interface Settings {
  setMockOptions(monitor: object, project: string, stack: string, preview: boolean, organization: string): void;
  awaitFeatureSupport?(): Promise<void>;
  disconnect(): Promise<void>;
}

interface Parts {
  readonly settings: Settings;
  readonly stack: { runInPulumiStack(program: () => Promise<void>): Promise<unknown> };
  readonly resources: { readonly CustomResource: ResourceClass };
}

/** The SDK's `runtime/debuggable`: it records pending promises in the store that is current at its first call. */
interface Debuggable {
  debuggablePromise: (promise: Promise<unknown>, ...context: readonly unknown[]) => Promise<unknown>;
}

const globals = globalThis as { globalStore?: unknown; stackResource?: unknown };

/**
 * The globals in which the SDK keeps a run. Other globals stay: reading some of them makes Node load parts of itself.
 */
const names = ["globalStore", "stackResource"] as const;

/**
 * Runs a program of some hundred small resources against a monitor in this process, until the process's run comes.
 *
 * Node optimizes a function that was called often: for the SDK and gRPC that takes as long as the rest of a preview. The SDK
 * keeps a run in a store, which is replaced during the rehearsal, and in two connections, which it closes when it disconnects.
 *
 * @param hasRun whether the run has come.
 */
export async function rehearse(sdk: NodeJS.Require, hasRun: () => boolean): Promise<void> {
  const parts: Parts = {
    settings: sdk("../../runtime/settings") as Settings,
    stack: sdk("../../runtime/stack") as Parts["stack"],
    resources: sdk("../../resource") as Parts["resources"],
  };
  const { LocalStore } = sdk("../../runtime/state") as { readonly LocalStore: new () => object };
  const debuggable = sdk("../../runtime/debuggable") as Debuggable;
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise) => promise;
  const kept = names.map((name) => [name, Object.getOwnPropertyDescriptor(globals, name)] as const);
  Object.defineProperty(globals, "globalStore", { configurable: true, writable: true, value: new LocalStore() });
  try {
    await runProgram(sdk, parts, hasRun);
  } finally {
    for (const [name, property] of kept) putBack(name, property);
    debuggable.debuggablePromise = debuggablePromise;
  }
}

function putBack(name: (typeof names)[number], property: PropertyDescriptor | undefined): void {
  if (property) Object.defineProperty(globals, name, property);
  else delete globals[name];
}

async function runProgram(sdk: NodeJS.Require, { settings, stack, resources }: Parts, hasRun: () => boolean) {
  const messages = sdk("../../proto/resource_pb") as ConstructorParameters<typeof RehearsalMonitor>[0];
  const { ResourceMonitorClient } = sdk("../../proto/resource_grpc_pb") as {
    readonly ResourceMonitorClient: new (address: string, credentials: unknown, options: object) => object;
  };
  const grpc = sdk("@grpc/grpc-js") as { readonly credentials: { createInsecure(): unknown } };
  const monitor = new RehearsalMonitor(messages);
  const pipe = await monitor.open();
  usePipe(rehearsal, pipe);
  await cleaningUp(
    async () => {
      const client = new ResourceMonitorClient(rehearsal, grpc.credentials.createInsecure(), {});
      settings.setMockOptions(client, rehearsal, rehearsal, true, rehearsal);
      await settings.awaitFeatureSupport?.();
      await stack.runInPulumiStack(async () => await register(resources, hasRun));
      await settings.disconnect();
    },
    async () => {
      forgetPipe();
      pipe.destroy();
      await monitor.close();
    },
  );
}

async function register({ CustomResource }: Parts["resources"], hasRun: () => boolean): Promise<void> {
  class Thing extends CustomResource {
    constructor(name: string, previous: Thing | undefined) {
      super("rehearsal:index:Thing", name, {
        label: previous?.label ?? name,
        size: 10,
        tags: { purpose: "rehearsal", previous: previous?.urn },
        rules: [{ port: 443, open: true, note: null }, name],
        result: undefined,
      });
    }
  }
  let last: Thing | undefined;
  const until = performance.now() + mostMilliseconds;
  for (let round = 0; round < rounds && performance.now() < until && !hasRun(); round += 1) {
    for (let index = 0; index < perRound; index += 1) last = new Thing(`thing-${round}-${index}`, last);
    await last?.urn.promise();
  }
}
