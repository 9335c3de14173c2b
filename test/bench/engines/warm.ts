import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { projectRoot } from "../../../src/lib/index.ts";
import type { Contestant } from "./contestant.ts";
import { watchTree } from "./process-tree.ts";
import type { Scenario } from "./scenario.ts";

export interface WarmQuestion {
  readonly verb: Scenario["verb"];
}

export interface WarmAnswer {
  readonly milliseconds: number;
  readonly problem?: string;
}

/** The embedded engine in a process that stays, with workers that have loaded the SDK before the work comes. */
export const embeddedWarm: Contestant & { readonly name: "warm" } = {
  name: "warm",
  async open({ project, state, environment }) {
    const child = fork(await builtProcess(), [project, state], { env: environment, execArgv: [] });
    await once(child, "message");
    return {
      init: async () => await Promise.resolve(),
      async run(verb) {
        const watch = watchTree(child.pid ?? 0);
        child.send({ verb } satisfies WarmQuestion);
        const [{ milliseconds, problem }] = (await once(child, "message")) as [WarmAnswer];
        const figures = watch.stop();
        if (problem !== undefined) throw new Error(`The warm engine's ${verb} failed:\n${problem}`);
        return { milliseconds, ...figures };
      },
      async close() {
        const ended = once(child, "exit");
        child.disconnect();
        await ended;
      },
    };
  },
};

/** As `dist/` is built: a server loads no TypeScript loader, so its time and memory do not count. */
async function builtProcess(): Promise<string> {
  const outfile = path.join(projectRoot(), "dist", "bench-warm-process.js");
  await build({
    entryPoints: [fileURLToPath(new URL("warm-process.ts", import.meta.url))],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  return outfile;
}
