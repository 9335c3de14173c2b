import { readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type gitHttp from "isomorphic-git/http/node";
import type { DesiredSync } from "../src/desired/index.ts";
import {
  checkedManifests,
  digestOf,
  type FluxManifests,
  FluxManifestsUnreachable,
  lockedDown,
  readFluxManifests,
} from "../src/desired/of-program/index.ts";
import { folderTree, makeFolder, messageOf, ownFolderName } from "../src/lib/index.ts";

type FluxInstallation = NonNullable<DesiredSync["flux"]>;

/** In milliseconds. */
const patience = 60_000;
/** In bytes. A release of Flux has half a megabyte. */
const largest = 16 * 1024 * 1024;

/**
 * What installs Flux as an environment declares it; `undefined` where it is installed already. What comes from an address is fetched once
 * for each digest in a checkout.
 *
 * @param folder the project's
 * @throws {FluxManifestsInvalid} @throws {FluxDigestMismatch} @throws {FluxManifestsUnreachable}
 */
export async function fluxManifests(
  { manifests, multitenant }: FluxInstallation,
  folder: string,
): Promise<FluxManifests | undefined> {
  if (manifests === undefined) return undefined;
  const read =
    manifests.in === "repository"
      ? await readFluxManifests(folderTree(folder), manifests)
      : await fetchedManifests(manifests, path.join(folder, ownFolderName, "flux"));
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
    const { default: client } = createRequire(import.meta.url)("isomorphic-git/http/node") as {
      default: typeof gitHttp;
    };
    const { statusCode, body } = await client.request({ url, signal: AbortSignal.timeout(patience) });
    if (statusCode !== 200) throw new FluxManifestsUnreachable({ url, problem: `it answers ${statusCode}` });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of body ?? []) {
      size += part.length;
      if (size > largest) throw new FluxManifestsUnreachable({ url, problem: "it has more than 16 MiB" });
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (thrown) {
    if (thrown instanceof FluxManifestsUnreachable) throw thrown;
    throw new FluxManifestsUnreachable({ url, problem: messageOf(thrown) }, { cause: thrown });
  }
}

/** Programs of several environments may write it at once: each of them puts a whole file in place. */
async function keep(file: string, content: Uint8Array): Promise<void> {
  await makeFolder(path.dirname(file));
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, file);
}

function eachLockedDown({ namespace, definitions, others, instance }: FluxManifests): FluxManifests {
  return {
    namespace,
    definitions,
    others: others.map(lockedDown),
    ...(instance === undefined ? {} : { instance: lockedDown(instance) }),
  };
}
