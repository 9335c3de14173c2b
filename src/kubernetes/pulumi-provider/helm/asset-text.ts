import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, memberOf } from "../../../lib/index.ts";
import { assetSignature, signatureKey } from "../../../pulumi/index.ts";

export function isAsset(value: unknown): boolean {
  return isObject(value) && memberOf(value, signatureKey) === assetSignature;
}

/**
 * The text of one of Pulumi's assets.
 *
 * @param folder which relative paths start at
 * @throws {Error} where it cannot be read
 */
export async function assetText(asset: unknown, folder: string): Promise<string> {
  const text = isObject(asset) ? asset["text"] : undefined;
  if (typeof text === "string") return text;
  const file = isObject(asset) ? asset["path"] : undefined;
  if (typeof file === "string") return await readFile(path.resolve(folder, file), "utf8");
  const uri = isObject(asset) ? asset["uri"] : undefined;
  if (typeof uri !== "string") throw new Error("It is no asset: it has neither text nor a path nor a URI.");
  if (uri.startsWith("file:")) return await readFile(new URL(uri), "utf8");
  const response = await fetch(uri);
  if (!response.ok) throw new Error(`${uri} answers with ${response.status}.`);
  return await response.text();
}

/** Values with the text of an asset in its place, at every depth. */
export async function withAssetTexts(value: unknown, folder: string): Promise<unknown> {
  if (isAsset(value)) return await assetText(value, folder);
  if (Array.isArray(value)) return await Promise.all(value.map(async (item) => await withAssetTexts(item, folder)));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await withAssetTexts(inner, folder)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
