import { createRequire } from "node:module";
import type { SdkPatch } from "./sdk-patch.ts";

type Debug = (this: unknown, promise: Promise<unknown>, ...context: readonly unknown[]) => Promise<unknown>;

/** The SDK's `runtime/debuggable`. */
interface Debuggable {
  debuggablePromise?: Debug;
  readonly debugPromiseLeaks?: boolean;
}

/** The SDK's `runtime/state`; older versions keep pending promises elsewhere. */
interface State {
  getStore?(): { readonly leakCandidates?: unknown };
}

const lightened = new WeakSet<object>();

/** The promises of a resource's properties, which settle when that of its URN does. */
const settlesWithUrn = /^(?:transfer(?:Property|IsStable|IsSecret|Deps)|resolve(?:ID|IDIsKnown|URNIsKnown))\(/u;

/**
 * The SDK records each of its promises until it settles, so that a program that ends before is known to have gone wrong. It has four
 * promises for each property of a resource, and notes at each a number, a text and the stack trace of where it was made, which
 * `PULUMI_DEBUG_PROMISE_LEAKS` prints. Without that variable one promise of a resource and one of a call are recorded, which is enough
 * to find out such a program. With it everything is recorded.
 */
export const lightPromises: SdkPatch = {
  name: "promises record no stack traces",
  concerns: ({ request }) => request.endsWith("/debuggable"),
  apply({ load, request, from }) {
    const debuggable = load() as Debuggable;
    const { debuggablePromise, debugPromiseLeaks } = debuggable;
    if (lightened.has(debuggable)) return debuggable;
    if (debuggablePromise === undefined || debugPromiseLeaks) return undefined;
    lightened.add(debuggable);
    const pending = pendingOf(createRequire(createRequire(from).resolve(request)));
    let isWatched = false;
    debuggable.debuggablePromise = function untraced(promise, ...context) {
      const promises = isWatched ? pending() : undefined;
      if (!promises) {
        // The first call has the SDK look for pending promises at the end of the process.
        isWatched = true;
        return withoutTraces(() => debuggablePromise.call(this, promise, ...context));
      }
      return settlesWithUrn.test(String(context[0])) ? promise : recorded(promise, promises);
    };
    return debuggable;
  },
};

function recorded(promise: Promise<unknown>, pending: Set<unknown>): Promise<unknown> {
  pending.add(promise);
  return promise.then(
    (value) => {
      pending.delete(promise);
      return value;
    },
    (error: unknown) => {
      pending.delete(promise);
      throw error;
    },
  );
}

/** @returns the pending promises of the current run; `undefined` where this version keeps them for itself. */
function pendingOf(debuggable: NodeJS.Require): () => Set<unknown> | undefined {
  let state: State | undefined;
  return () => {
    state ??= loadedState(debuggable);
    const candidates = state.getStore?.().leakCandidates;
    return candidates instanceof Set ? candidates : undefined;
  };
}

function loadedState(debuggable: NodeJS.Require): State {
  try {
    return debuggable("./state") as State;
  } catch {
    return {};
  }
}

function withoutTraces<T>(act: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return act();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
