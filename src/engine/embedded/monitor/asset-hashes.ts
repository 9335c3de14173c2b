import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import {
  archiveSignature,
  assetSignature,
  isAssetOrArchive,
  isObject,
  type PropertyMap,
  signatureKey,
} from "../wire/index.ts";

/** Keys by which an SDK tells its own assets; no part of the value. */
const sdkMarks = new Set(["__pulumiAsset", "__pulumiArchive"]);

/**
 * An asset or archive as the state keeps it: with a hash of its contents, by which a change of a file is seen.
 *
 * Text and files are hashed. An archive made of other assets, a folder or an address has no hash of its own; what it is
 * made of has. Paths are relative to `folder`.
 */
export function assetWithHash(value: unknown, folder: string): { readonly to: unknown } | undefined {
  if (!isAssetOrArchive(value)) return undefined;
  const asset: PropertyMap = {};
  for (const [key, item] of Object.entries(value)) if (!sdkMarks.has(key)) asset[key] = item;
  const { assets } = asset;
  if (isObject(assets))
    asset["assets"] = Object.fromEntries(
      Object.entries(assets).map(([name, inner]) => [name, assetWithHash(inner, folder)?.to ?? inner]),
    );
  const hash = asset["hash"] ? undefined : hashOf(asset, folder);
  return { to: hash === undefined ? asset : { ...asset, hash } };
}

function hashOf(asset: PropertyMap, folder: string): string | undefined {
  if (asset[signatureKey] === assetSignature && typeof asset["text"] === "string") return sha256(asset["text"]);
  if (typeof asset["path"] !== "string") return undefined;
  const file = path.resolve(folder, asset["path"]);
  if (asset[signatureKey] === archiveSignature && statSync(file).isDirectory()) return undefined;
  return sha256(readFileSync(file));
}

function sha256(contents: string | Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}
