/**
 * Loaded into every program's process before the SDK; an entry of its own, built to `dist/preload.js`.
 *
 * Makes the SDK load in a third of its time, then holds the process until the engine tells it what to run. Node goes on to
 * the SDK's launcher only then: a warm process is a cold one that was stopped for a while.
 */
import module from "node:module";
import { hold } from "./await-run.ts";
import { lightenSdk } from "./install-patches.ts";

// The SDK compiled once is the SDK compiled: since Node 22.1.
(module as Partial<CompileCache>).enableCompileCache?.();
lightenSdk();
await hold();

interface CompileCache {
  enableCompileCache(): unknown;
}
