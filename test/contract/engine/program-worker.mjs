// Runs programs one after another in a process that has loaded the SDK once, as the Automation API runs inline programs.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { withLocalStorage } = require("@pulumi/pulumi/runtime/state.js");
const settings = require("@pulumi/pulumi/runtime/settings.js");
const { setAllConfig } = require("@pulumi/pulumi/runtime/config.js");
const { runInPulumiStack } = require("@pulumi/pulumi/runtime/stack.js");
const log = require("@pulumi/pulumi/log");
const { RunError } = require("@pulumi/pulumi");
const { isGrpcError } = require("@pulumi/pulumi/errors.js");

/** What goes wrong where nobody waits for it belongs to the program that runs. */
let onStray = () => undefined;
process.on("unhandledRejection", (error) => onStray(error));
process.on("uncaughtException", (error) => onStray(error));

process.on("message", (run) => void carryOut(run));

async function carryOut(run) {
  const failed = await withLocalStorage(async () => {
    const { project, stack, parallel, address, engineAddress, preview } = run;
    settings.resetOptions(project, stack, parallel, engineAddress, address, preview, "organization");
    setAllConfig(run.config, run.secretKeys);
    const seen = new Set();
    const tell = (error) => {
      if (seen.has(error) || (error && isGrpcError(error))) return;
      seen.add(error);
      void log.error(RunError.isInstance(error) ? error.message : `Unhandled exception: ${error?.stack ?? error}`);
    };
    onStray = tell;
    try {
      await runInPulumiStack(async () => {
        delete require.cache[require.resolve(run.file)];
        const exported = require(run.file);
        return typeof exported === "function" ? await exported() : exported;
      });
      await settings.disconnect(true);
    } catch (error) {
      tell(error);
      await settings.disconnect(false).catch(() => undefined);
      return true;
    }
    return seen.size > 0 || log.hasErrors();
  });
  process.send({ failed });
}

process.send({ ready: true });
