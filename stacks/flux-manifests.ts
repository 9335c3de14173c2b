import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { DesiredSync } from "../src/desired/index.ts";
import {
  checkedManifests,
  digestOf,
  type FluxManifests,
  FluxManifestsUnreachable,
  lockedDown,
  readFluxManifests,
} from "../src/desired/of-program/index.ts";
import { type FileTree, messageOf } from "../src/lib/index.ts";

type FluxInstallation = NonNullable<DesiredSync["flux"]>;

/** In milliseconds. */
const patience = 60_000;
/** In bytes. A release of Flux has half a megabyte. */
const largest = 16 * 1024 * 1024;

/**
 * What installs Flux as an environment declares it; `undefined` where it is installed already. What comes from an address is fetched once
 * for each digest on a machine.
 *
 * @throws {FluxManifestsInvalid} @throws {FluxDigestMismatch} @throws {FluxManifestsUnreachable}
 */
export async function fluxManifests(
  { manifests, multitenant }: FluxInstallation,
  tree: FileTree,
): Promise<FluxManifests | undefined> {
  if (manifests === undefined) return undefined;
  const read =
    manifests.in === "repository"
      ? await readFluxManifests(tree, manifests)
      : await fetchedManifests(manifests, cacheFolder(process.env));
  return multitenant ? eachLockedDown(read) : read;
}

/** @param folder keeps files by their digest, and may be missing or not writable */
export async function fetchedManifests(
  { url, digest }: { readonly url: string; readonly digest: string },
  folder: string,
): Promise<FluxManifests> {
  const kept = path.join(folder, `${digest.replace(":", "-")}.yaml`);
  const known = await readFile(kept).catch(() => undefined);
  if (known !== undefined && digestOf(known) === digest)
    return checkedManifests(url, { path: url, content: known }, digest);
  const content = await fetched(url);
  const manifests = checkedManifests(url, { path: url, content }, digest);
  await keep(kept, content).catch(() => undefined);
  return manifests;
}

async function fetched(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
    if (!response.ok) throw new FluxManifestsUnreachable({ url, problem: `it answers ${response.status}` });
    const content = new Uint8Array(await response.arrayBuffer());
    if (content.length > largest) throw new FluxManifestsUnreachable({ url, problem: "it has more than 16 MiB" });
    return content;
  } catch (thrown) {
    if (thrown instanceof FluxManifestsUnreachable) throw thrown;
    const { cause } = thrown as Error;
    throw new FluxManifestsUnreachable({ url, problem: messageOf(cause ?? thrown) }, { cause: thrown });
  }
}

/** Programs of several environments may write it at once: each of them puts a whole file in place. */
async function keep(file: string, content: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, file);
}

function cacheFolder({ XDG_CACHE_HOME: cache }: NodeJS.ProcessEnv): string {
  return path.join(cache || path.join(homedir(), ".cache"), "groundwork", "flux");
}

function eachLockedDown({ namespace, definitions, others, instance }: FluxManifests): FluxManifests {
  return {
    namespace,
    definitions,
    others: others.map(lockedDown),
    ...(instance === undefined ? {} : { instance: lockedDown(instance) }),
  };
}
