import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { cacheFolder, published } from "./cache.ts";
import { PartNotBuilt } from "./errors.ts";
import { type Go, goEnvironment } from "./go.ts";
import { buildArguments, moduleFolder, type Part, recipeHash } from "./part.ts";

/** Receives a line of progress to print. */
export type OnProgress = (line: string) => void;

/** How often a build says that it goes on. */
const progressMilliseconds = 10_000;

/** Path of the part's executable, built now unless the cache has it. @throws {PartNotBuilt} */
export async function builtPart(
  part: Part,
  go: Go,
  { environment, onProgress }: { readonly environment: NodeJS.ProcessEnv; readonly onProgress: OnProgress },
): Promise<string> {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  let doing = "";
  const ticker = setInterval(() => doing && onProgress(`${doing}, ${seconds()}`), progressMilliseconds);
  try {
    const folder = await published(cacheFolder(environment), `${part.name}-${recipeHash(part, go)}`, {
      onWait: (pid) => (doing = `${part.title}: waiting for the build of process ${pid}`),
      async fill(folder) {
        onProgress(`${part.title} ${part.version}: building with ${go.version}, once`);
        await compile(part, path.join(folder, part.name), environment, (what) => (doing = `${part.title}: ${what}`));
        onProgress(`${part.title}: built in ${seconds()}`);
      },
    });
    return path.join(folder, part.name);
  } finally {
    clearInterval(ticker);
  }
}

async function compile(
  part: Part,
  executable: string,
  environment: NodeJS.ProcessEnv,
  onDoing: (what: string) => void,
): Promise<void> {
  const args = buildArguments(part, executable);
  const child = spawn("go", args, {
    cwd: moduleFolder(part),
    env: goEnvironment(environment),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const output: string[] = [];
  let packages = 0;
  let downloads = 0;
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith("go: downloading ")) downloads += 1;
    else if (/^[\w.~/-]+$/u.test(line)) packages += 1;
    else output.push(line);
    onDoing(packages > 0 ? `${packages} packages compiled` : `${downloads} modules downloaded`);
  }
  const [code, signal] = await closed;
  if (code === 0) return;
  const how = signal ? `go was ended by ${signal}.` : `go exited with code ${code}.`;
  throw new PartNotBuilt({
    title: `${part.title} ${part.version}`,
    command: `cd ${moduleFolder(part)} && go ${args.join(" ")}`,
    output: [...output.slice(-60), how].join("\n"),
  });
}
