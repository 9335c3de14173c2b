import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isObject, messageOf } from "../../../../../lib/index.ts";
import {
  archiveSignature,
  isAssetOrArchive,
  mapProperties,
  type PropertyMap,
  signatureKey,
  someValue,
} from "../../../../../pulumi/index.ts";
import { isArchiveFile, membersOf } from "./archive-members.ts";
import { AssetUnreadable } from "./errors.ts";
import { padding, tarEnd, tarHeader } from "./tar-header.ts";

/** Keys by which an SDK tells its own assets; no part of the value. */
const sdkMarks = new Set(["__pulumiAsset", "__pulumiArchive"]);

/**
 * Properties as the state keeps them: each asset and archive with a hash of its contents, by which a change of a file is seen.
 *
 * An archive that is a folder, or made of assets, is hashed as the tar archive that Pulumi would make of it.
 *
 * @param folder that paths of assets are relative to.
 * @throws {AssetUnreadable}
 */
export async function withAssetHashes(properties: PropertyMap, folder: string): Promise<PropertyMap> {
  if (!someValue(properties, isAssetOrArchive)) return properties;
  const hashes = new Map<unknown, string>();
  const seen: PropertyMap[] = [];
  someValue(properties, (value) => {
    if (isAssetOrArchive(value) && !value["hash"]) seen.push(value);
    return false;
  });
  for (const asset of seen) hashes.set(asset, await hashOf(asset, folder));
  const hashed = (value: unknown): { readonly to: unknown } | undefined => {
    if (!isAssetOrArchive(value)) return undefined;
    const others = Object.fromEntries(Object.entries(value).filter(([key]) => !sdkMarks.has(key)));
    const { assets } = others;
    const inner = isObject(assets) ? { assets: mapProperties(assets, hashed) } : {};
    const hash = hashes.get(value);
    return { to: { ...others, ...inner, ...(hash === undefined ? {} : { hash }) } };
  };
  return mapProperties(properties, hashed);
}

async function hashOf(asset: PropertyMap, folder: string): Promise<string> {
  const hash = createHash("sha256");
  if (asset[signatureKey] === archiveSignature && !isPacked(asset)) await addPacked(hash, asset, folder);
  else for await (const chunk of await contentsOf(asset, folder)) hash.update(chunk);
  return hash.digest("hex");
}

/** An archive that is one stream of bytes already is hashed as such. */
function isPacked({ assets, path: place, uri }: PropertyMap): boolean {
  if (isObject(assets)) return false;
  return typeof place === "string" && place !== "" ? isArchiveFile(place) : uri !== undefined;
}

async function addPacked(hash: Hash, archive: PropertyMap, folder: string): Promise<void> {
  for (const { name, asset } of await membersOf(archive, folder)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await contentsOf(asset, folder)) chunks.push(chunk);
    const size = chunks.reduce((sum, { length }) => sum + length, 0);
    hash.update(tarHeader(name, size));
    for (const chunk of chunks) hash.update(chunk);
    hash.update(padding(size));
  }
  hash.update(tarEnd);
}

async function contentsOf(
  asset: PropertyMap,
  folder: string,
): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
  const { path: place, uri, text } = asset;
  if (typeof place === "string" && place !== "") return await fileContents(path.resolve(folder, place), place);
  if (typeof uri === "string" && uri !== "") return await addressContents(uri);
  return [Buffer.from(typeof text === "string" ? text : "")];
}

async function fileContents(file: string, source: string): Promise<AsyncIterable<Uint8Array>> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new AssetUnreadable({ source, problem: "there is no such file" }, { cause });
  });
  if (found.isDirectory()) throw new AssetUnreadable({ source, problem: "it is a folder; make a FileArchive of it" });
  return createReadStream(file);
}

async function addressContents(uri: string): Promise<AsyncIterable<Uint8Array>> {
  const { protocol } = new URL(uri);
  if (protocol === "file:") return await fileContents(fileURLToPath(uri), uri);
  if (protocol !== "http:" && protocol !== "https:")
    throw new AssetUnreadable({ source: uri, problem: "only http, https and file addresses are known" });
  const response = await fetch(uri).catch((cause: unknown) => {
    throw new AssetUnreadable({ source: uri, problem: messageOf(cause) }, { cause });
  });
  if (!response.ok || !response.body)
    throw new AssetUnreadable({ source: uri, problem: `the server answered ${response.status}` });
  return response.body;
}
