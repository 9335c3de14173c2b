import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as after } from "node:timers/promises";
import type { ProgramEnd, ProgramRunner } from "../../../src/engine/embedded/index.ts";

const require = createRequire(import.meta.url);

/** Internals of the SDK that the Automation API runs inline programs with. */
const localState = require("@pulumi/pulumi/runtime/state.js") as {
  withLocalStorage<T>(work: () => Promise<T>): Promise<T>;
};
const settings = require("@pulumi/pulumi/runtime/settings.js") as {
  resetOptions(
    project: string,
    stack: string,
    parallel: number,
    engine: string,
    monitor: string,
    preview: boolean,
    organization: string,
  ): void;
  disconnect(signalShutdown: boolean): Promise<void>;
};
const runtimeConfig = require("@pulumi/pulumi/runtime/config.js") as {
  setAllConfig(config: Record<string, string>, secretKeys: string[]): void;
};
const stack = require("@pulumi/pulumi/runtime/stack.js") as {
  runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
};

/**
 * Runs a program's `index.js` inside this process, as the Automation API runs inline programs: a tenth of the time that a
 * process takes. For programs that behave; what a program can do to its process is tested with processes.
 */
export const inlineRunner: ProgramRunner = {
  async start({ stack: name, project, config, address, preview, parallel }) {
    const ended = localState.withLocalStorage(async (): Promise<ProgramEnd> => {
      settings.resetOptions(name.project, name.stack, parallel, address, address, preview, "organization");
      runtimeConfig.setAllConfig({ ...config.values }, [...config.secretKeys]);
      try {
        await stack.runInPulumiStack(async () => {
          const file = path.join(project.folder, "index.js");
          delete require.cache[require.resolve(file)];
          const exported: unknown = require(file);
          return typeof exported === "function" ? await (exported as () => unknown)() : exported;
        });
        await settings.disconnect(true);
        return { kind: "finished" };
      } catch (error) {
        await settings.disconnect(false).catch(() => undefined);
        return { kind: "failed", told: false, reason: error instanceof Error ? error.message : String(error) };
      }
    });
    // A program that waits for a resource that failed never ends; its process would.
    return await Promise.resolve({
      ended,
      stop: async () => await Promise.race([ended.then(() => undefined), after(20)]),
    });
  },
};
