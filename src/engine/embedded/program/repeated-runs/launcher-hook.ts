import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Told when the SDK's launcher is about to load the program. @returns the URL or the path that it loads. */
type BeforeProgram = (entry: string) => string;

let beforeProgram: BeforeProgram | undefined;

export function onProgram(act: BeforeProgram): void {
  beforeProgram = act;
}

/** The launcher's way to `import()` without a compiler that would turn it into `require`. */
const importsByEval = "u=>import(u)";
const evaluator = "eval";

/**
 * Evaluates the part of the launcher that runs programs.
 *
 * Node keeps an ECMAScript module under its URL and evaluates it once. The hook gives each run an URL of its own.
 *
 * @param launcher file of the launcher.
 */
export function loadLauncherRun(load: () => unknown, launcher: string): unknown {
  const act = beforeProgram;
  if (!act) return load();
  const evaluate = Reflect.get(globalThis, evaluator) as (code: unknown) => unknown;
  // Some versions import packages as well, which are the launcher's: `import()` would look for them from this file.
  const { resolve } = createRequire(launcher);
  const withHook = (code: unknown): unknown => {
    const result = evaluate(code);
    if (code !== importsByEval) return result;
    return async (request: string) =>
      await (result as (url: string) => Promise<unknown>)(
        request.startsWith("file:") ? act(request) : pathToFileURL(resolve(request)).href,
      );
  };
  Reflect.set(globalThis, evaluator, withHook);
  try {
    return load();
  } finally {
    Reflect.set(globalThis, evaluator, evaluate);
  }
}

/** Tells the hook when the launcher loads a program that is CommonJS. */
export function noteRequired(request: string, from: string): void {
  if (beforeProgram && path.isAbsolute(request) && path.basename(from) === "run.js") beforeProgram(request);
}
