import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type BuildSettings, builtPart, goBuildCache, isBuilt, type OnProgress } from "./build-part.ts";
import { cacheFolder, freeBytes } from "./cache.ts";
import { whileLocked } from "./cache-lock.ts";
import { BuildTimeOver } from "./errors.ts";
import { findGo, whyNotBuildable } from "./go.ts";
import type { Part } from "./part.ts";
import type { Go } from "./toolchain.ts";

/** Where an executable is, or why it cannot be had here and now. */
export type ProvidedPart = { readonly executable: string } | { readonly missing: string };

const buildMilliseconds = 25 * 60 * 1000;

export interface ProvidedPartsSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
  /** Ends the builds of the run, by default after 25 minutes. What is left over is built by the next run. */
  readonly signal?: AbortSignal;
  /** Free bytes without which no build is started. */
  readonly neededBytes?: number;
}

/**
 * The executables of `parts`, those that are missing built in the order of `parts`.
 *
 * @throws {PartNotBuilt} when Go refuses a source or cannot download it: that is no reason to skip tests.
 */
export async function providedParts<Key extends string>(
  parts: Readonly<Record<Key, Part>>,
  {
    environment,
    onProgress,
    signal = AbortSignal.timeout(buildMilliseconds),
    neededBytes = 6e9,
  }: ProvidedPartsSettings,
): Promise<Readonly<Record<Key, ProvidedPart>>> {
  const entries = Object.entries<Part>(parts) as [Key, Part][];
  const go = await findGo(Object.values(parts), environment);
  const settings = { environment, onProgress, signal, neededBytes };
  const provided: [Key, ProvidedPart][] = [];
  for (const [key, part] of entries) {
    provided.push([key, "missing" in go ? go : await providedPart(part, go, settings)]);
  }
  if (!signal.aborted) await removeBuildCache(settings);
  return Object.fromEntries(provided) as Record<Key, ProvidedPart>;
}

async function providedPart(
  part: Part,
  go: Go,
  settings: BuildSettings & { readonly neededBytes: number },
): Promise<ProvidedPart> {
  const { environment, neededBytes } = settings;
  if (!isBuilt(part, go, environment)) {
    const missing =
      (await whyNotBuildable(part, go, environment)) ?? (await whyNoSpace(part, environment, neededBytes));
    if (missing !== undefined) return { missing };
  }
  try {
    return { executable: await builtPart(part, go, settings) };
  } catch (error) {
    if (error instanceof BuildTimeOver) return { missing: error.message };
    throw error;
  }
}

async function whyNoSpace(
  part: Part,
  environment: NodeJS.ProcessEnv,
  neededBytes: number,
): Promise<string | undefined> {
  const cache = cacheFolder(environment);
  const free = await freeBytes(cache);
  if (free >= neededBytes) return undefined;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  return `${part.title} needs ${gigabytes(neededBytes)} GB while it is built, and ${cache} has ${gigabytes(free)} GB free. Free some`;
}

async function removeBuildCache({ environment, onProgress }: BuildSettings): Promise<void> {
  const folder = goBuildCache(environment);
  if (!existsSync(folder)) return;
  const onWait = (pid: number) => onProgress(`waiting for the build of process ${pid}, to remove Go's build cache`);
  await whileLocked(cacheFolder(environment), { onWait }, async () => {
    await rm(folder, { recursive: true, force: true });
  });
}
