/**
 * Loaded into a program's process before the SDK, where the SDK is of a tested version; built to `dist/preload.js`.
 *
 * Patches the SDK, so that it loads in a third of its time, then holds the process until its run comes. Node goes on to the
 * SDK's launcher only then: a warm process is a cold one that was stopped for a while.
 */
import module from "node:module";
import { awaitRun } from "./await-run.ts";
import { installPatches } from "./install-patches.ts";

// Keep compiled code across processes (Node 22.1 and newer).
(module as Partial<CompileCache>).enableCompileCache?.();
const patched = installPatches();
const line = await awaitRun();
void patched.then((names) => line?.send({ patched: names }));

interface CompileCache {
  enableCompileCache(): unknown;
}
