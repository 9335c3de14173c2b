import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { cacheFolder, published, removeOldBuilds } from "./cache.ts";
import { folderToBuildIn } from "./completed-module.ts";
import { BuildTimeOver, PartNotBuilt } from "./errors.ts";
import { goEnvironment } from "./go.ts";
import { buildArguments, type Part, recipeHash } from "./part.ts";
import { copyStatic } from "./static-files.ts";
import type { Go } from "./toolchain.ts";

/** Receives a line of progress to print. */
export type OnProgress = (line: string) => void;

export interface BuildSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
  /** Ends a build, and the waiting for one. Nothing of it is published; what Go compiled stays in its build cache. */
  readonly signal: AbortSignal;
}

/** How often a build says that it goes on. */
const progressMilliseconds = 10_000;

/** Go's build cache for all parts. It is larger than all that is published, and removed when everything is. */
export function goBuildCache(environment: NodeJS.ProcessEnv): string {
  return path.join(cacheFolder(environment), "go-build");
}

export function isBuilt(part: Part, go: Go, environment: NodeJS.ProcessEnv): boolean {
  return existsSync(path.join(cacheFolder(environment), folderName(part, go)));
}

/** Path of the part's executable, built now unless the cache has it. @throws {PartNotBuilt} @throws {BuildTimeOver} */
export async function builtPart(
  part: Part,
  go: Go,
  { environment, onProgress, signal }: BuildSettings,
): Promise<string> {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  let doing = "";
  const ticker = setInterval(() => doing && onProgress(`${doing}, ${seconds()}`), progressMilliseconds);
  const cache = cacheFolder(environment);
  const name = folderName(part, go);
  const variables = { ...goEnvironment(environment, part), GOCACHE: goBuildCache(environment) };
  try {
    const folder = await published(cache, name, {
      signal,
      onWait: (pid) => (doing = `${part.title}: waiting for the build of process ${pid}`),
      async fill(folder) {
        onProgress(`${part.title} ${part.version}: building with ${go.version}, once`);
        const module = path.join(folder, "module");
        const cwd = await folderToBuildIn(part, module, variables);
        await compile(part, path.join(folder, part.name), { cwd, environment: variables, signal }, (what) => {
          doing = `${part.title}: ${what}`;
        });
        await rm(module, { recursive: true, force: true });
        await copyStatic(part, path.join(folder, "static"), variables);
        onProgress(`${part.title}: built in ${seconds()}`);
      },
    });
    await removeOldBuilds(cache, part.name, name);
    return path.join(folder, part.name);
  } catch (error) {
    if (signal.aborted) throw new BuildTimeOver({ title: `${part.title} ${part.version}` });
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

function folderName(part: Part, go: Go): string {
  return `${part.name}-${recipeHash(part, go)}`;
}

async function compile(
  part: Part,
  executable: string,
  {
    cwd,
    environment,
    signal,
  }: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv; readonly signal: AbortSignal },
  onDoing: (what: string) => void,
): Promise<void> {
  const args = buildArguments(part, executable);
  signal.throwIfAborted();
  const child = spawn("go", args, { cwd, env: environment, stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  // Interrupted, Go ends its compilers and keeps what they have finished.
  const interrupt = () => child.kill("SIGINT");
  signal.addEventListener("abort", interrupt);
  const output: string[] = [];
  let packages = 0;
  let downloads = 0;
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith("go: downloading ")) downloads += 1;
    else if (/^[\w.~/-]+$/u.test(line)) packages += 1;
    else output.push(line);
    onDoing(packages > 0 ? `${packages} packages compiled` : `${downloads} modules downloaded`);
  }
  const [code, ended] = await closed;
  signal.removeEventListener("abort", interrupt);
  if (code === 0) return;
  const how = ended ? `go was ended by ${ended}.` : `go exited with code ${code}.`;
  throw new PartNotBuilt({
    title: `${part.title} ${part.version}`,
    command: `cd ${cwd} && go ${args.join(" ")}`,
    output: [...output.slice(-60), how].join("\n"),
  });
}
