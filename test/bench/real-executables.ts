import { builtPart, findGo, isBuilt, type PartKey, realParts } from "../real/parts/index.ts";

/** Parts that `npm run test:real` has built; `undefined` where one of them is missing. */
export async function realExecutables<Key extends PartKey>(
  needed: readonly Key[],
): Promise<Readonly<Record<Key, string>> | undefined> {
  const parts = needed.map((key) => realParts[key]);
  const go = await findGo(parts, process.env);
  if ("missing" in go || parts.some((part) => !isBuilt(part, go, process.env))) return undefined;
  const signal = new AbortController().signal;
  const settings = { environment: process.env, onProgress: console.error, signal };
  const found = await Promise.all(
    needed.map(async (key) => [key, await builtPart(realParts[key], go, settings)] as const),
  );
  return Object.fromEntries(found) as Record<Key, string>;
}
