import { availableParallelism } from "node:os";
// From its own file: a program need not load the rest.
import { keepHeapTight, manyResources } from "../../../../lib/tight-heap.ts";
import { afterResponse, callsWaiting } from "./monitor-pipe.ts";
import { oncePerCopy, type SdkPatch } from "./sdk-patch.ts";

/** Calls that may wait for the engine before the next resource is prepared, where few steps run at the same time. */
const fewestWaiting = 48;

/** Resources that are prepared before Node looks for responses again. */
const perTurn = 16;

/**
 * So many that the engine never lacks a resource to work on: twice the steps that it takes at the same time.
 *
 * The launcher's argument is 2^31 - 1 where the user gave no number; the engine takes four for each processor then.
 */
function mostWaiting(): number {
  const given = Number(process.argv[process.argv.indexOf("--parallel") + 1]);
  const steps = given < 0x7fffffff ? given : 4 * availableParallelism();
  return Math.max(fewestWaiting, 2 * steps);
}

/** The SDK's `runtime/rpc`. */
interface Rpc {
  readonly serializeResourceProperties: (...args: unknown[]) => Promise<unknown>;
}

const makesResources = /[\\/]runtime[\\/]resource\.js$/u;

/**
 * Has a program prepare its registrations as the engine answers them.
 *
 * The SDK serializes the properties of all resources that a program declares at once, and sends all requests before it reads the
 * first response: 80 KiB for each resource, in the engine, too. A resource is held before its properties are serialized, when it holds
 * nothing yet. It waits for responses only, never for another resource: resources that depend on each other cannot block each other,
 * in whichever order the program declares them.
 */
export const boundedRegistrations: SdkPatch = {
  name: "resources are prepared as the engine answers",
  concerns: ({ request, from }) => request.endsWith("/rpc") && makesResources.test(from),
  apply: oncePerCopy(({ load }) => {
    const rpc = load() as Rpc;
    const { serializeResourceProperties } = rpc;
    if (typeof serializeResourceProperties !== "function") return rpc;
    const turns = new Turns();
    return {
      ...rpc,
      async serializeResourceProperties(...args: unknown[]) {
        await turns.next();
        return await serializeResourceProperties(...args);
      },
    };
  }),
};

class Turns {
  #left = perTurn;
  readonly #held: (() => void)[] = [];
  #goesOn = false;

  /** Resolves, in the order of the calls, when another resource may be prepared. */
  next(): Promise<void> | undefined {
    if (this.#held.length === 0 && this.#left > 0) {
      this.#left -= 1;
      this.#goOn();
      return undefined;
    }
    if (this.#held.length === manyResources) keepHeapTight();
    return new Promise((resolve) => this.#held.push(resolve));
  }

  #goOn(): void {
    if (this.#goesOn) return;
    this.#goesOn = true;
    setImmediate(() => this.#admit());
  }

  #admit(): void {
    this.#goesOn = false;
    if (callsWaiting() >= mostWaiting()) {
      this.#goesOn = true;
      afterResponse(() => this.#admit());
      return;
    }
    this.#left = perTurn;
    for (const go of this.#held.splice(0, perTurn)) {
      this.#left -= 1;
      go();
    }
    if (this.#held.length > 0 || this.#left < perTurn) this.#goOn();
  }
}
