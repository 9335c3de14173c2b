import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GiteaHost } from "../contract/forge/gitea-members.ts";
import { fakeGitea } from "../fakes/gitea/index.ts";
import { RealGitea } from "../real/gitea/gitea-server.ts";
import { builtPart, findGo, isBuilt, realParts } from "../real/parts/index.ts";
import type { Benchmark } from "./benchmark.ts";
import { MergedChanges } from "./merged-change.ts";

interface StartedHost {
  readonly host: GiteaHost;
  stop(): Promise<void>;
}

/** From the forge's answer to a merge of a one-environment change to the first operation, by a process that begins with nothing. */
function firstOperation(on: string, start: () => Promise<StartedHost | { readonly missing: string }>): Benchmark {
  const name = `from a merge to its first operation, ${on}`;
  return {
    name,
    unit: "ms",
    goal: 3000,
    async prepare() {
      const started = await start();
      if ("missing" in started) {
        console.error(`${name}: ${started.missing}.`);
        return { measure: async () => await Promise.resolve(Number.NaN) };
      }
      const changes = await MergedChanges.on(started.host);
      return {
        measure: () => changes.measure(),
        close: async () => {
          await changes.remove();
          await started.stop();
        },
      };
    },
  };
}

async function startFake(): Promise<StartedHost> {
  const host = await fakeGitea();
  return { host, stop: () => host.stop() };
}

/** Its build takes minutes, so it is used where `npm run test:real` has left one. */
async function startReal(): Promise<StartedHost | { readonly missing: string }> {
  const { gitea } = realParts;
  const go = await findGo([gitea], process.env);
  if ("missing" in go) return go;
  if (!isBuilt(gitea, go, process.env)) return { missing: "Gitea is not built here, which npm run test:real does" };
  const signal = new AbortController().signal;
  const executable = await builtPart(gitea, go, { environment: process.env, onProgress: console.error, signal });
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-gitea-"));
  const server = await RealGitea.start(executable, folder);
  const { url, administrator } = server;
  return {
    host: { url, administrator, settle: () => server.settle() },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const firstOperationBenchmarks: readonly Benchmark[] = [
  firstOperation("Gitea", startReal),
  firstOperation("a Gitea of the tests", startFake),
];
