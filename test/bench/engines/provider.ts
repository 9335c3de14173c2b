import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** What the provider's process tells: its port at first, then what it was asked to do. */
export type ProviderTold = { readonly port: number } | ProviderCounts;

/** Calls since the last question; previews create nothing. */
export interface ProviderCounts {
  readonly created: number;
  readonly checked: number;
}

/** The one provider that all engines use, so that no engine waits for another start of it. */
export interface BenchProvider {
  /** Folder with the executable `pulumi-resource-bench`, for `PATH`. */
  readonly folder: string;
  /** What it did since the last call; from now on creating takes `latency` milliseconds. */
  reset(latency: number): Promise<ProviderCounts>;
  close(): void;
}

/** Starts the provider, and writes an executable that names its port for as long as an engine wants a process. */
export async function startProvider(folder: string): Promise<BenchProvider> {
  const child = fork(fileURLToPath(new URL("provider-process.ts", import.meta.url)));
  const [{ port }] = (await once(child, "message")) as [{ readonly port: number }];
  await mkdir(folder, { recursive: true });
  const executable = path.join(folder, "pulumi-resource-bench");
  await writeFile(executable, `#!/bin/sh\necho ${port}\nwhile kill -0 $PPID 2>/dev/null; do sleep 1; done\n`);
  await chmod(executable, 0o755);
  return {
    folder,
    async reset(latency) {
      child.send({ latency });
      const [counts] = (await once(child, "message")) as [ProviderCounts];
      return counts;
    },
    close: () => child.kill(),
  };
}
