import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { projectRoot } from "../../../src/lib/index.ts";
import type { Contestant, Place, RunFigures } from "./contestant.ts";
import type { Cli } from "./find-cli.ts";
import { watchTree } from "./process-tree.ts";

/** The Pulumi CLI, with its language host. */
export function pulumiCli({ pulumi, languageHost }: Cli): Contestant {
  return {
    name: "cli",
    open: async (place) => {
      const searchPath = [path.dirname(pulumi), path.dirname(languageHost), place.environment["PATH"]].join(
        path.delimiter,
      );
      const run = async (...args: readonly string[]) =>
        await measureCommand({ ...place, environment: { ...place.environment, PATH: searchPath } }, pulumi, [
          ...args,
          "--stack=dev",
          "--non-interactive",
        ]);
      return await Promise.resolve({
        init: async () => void (await run("stack", "init")),
        run: async (verb) => await run(verb, ...(verb === "up" ? ["--yes", "--skip-preview"] : [])),
        close: async () => await Promise.resolve(),
      });
    },
  };
}

/** The embedded engine, in a process that is started for every operation. */
export const embeddedCold: Contestant & { readonly name: "cold" } = {
  name: "cold",
  open: async (place) =>
    await Promise.resolve({
      // The first `up` makes the stack.
      init: async () => await Promise.resolve(),
      run: async (verb) =>
        await measureCommand(place, process.execPath, [
          path.join(projectRoot(), "bin", "groundwork.js"),
          "stack",
          verb,
          "--stack=dev",
          "--providers=installed",
          ...(verb === "up" ? ["--yes", "--skip-preview"] : []),
        ]),
      close: async () => await Promise.resolve(),
    }),
};

/** Runs a command in a project's folder. @throws when it fails. */
export async function measureCommand(
  place: Pick<Place, "project" | "environment">,
  executable: string,
  args: readonly string[],
): Promise<RunFigures> {
  const startedAt = performance.now();
  const child = spawn(executable, args, {
    cwd: place.project,
    env: place.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const watch = watchTree(child.pid ?? 0);
  const ended = new Promise<{ code: number | null; milliseconds: number }>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code, milliseconds: performance.now() - startedAt }));
  });
  const [{ code, milliseconds }, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const figures = watch.stop();
  if (code !== 0) throw new Error(`${executable} ${args.join(" ")} ended with ${code}:\n${out}${err}`);
  return { milliseconds, ...figures };
}
