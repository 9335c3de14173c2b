import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { isObject } from "../../../../../lib/index.ts";
import { archiveSignature, type PropertyMap, signatureKey } from "../../../../../pulumi/index.ts";
import { UnsupportedFeature } from "../../../errors.ts";
import { AssetUnreadable } from "./errors.ts";

/** One file of an archive and the asset that it comes from. */
export interface Member {
  readonly name: string;
  readonly asset: PropertyMap;
}

const archiveEndings = [".tar", ".tgz", ".tar.gz", ".zip", ".jar"];

/** True for a file that is an archive by its name. */
export function isArchiveFile(name: string): boolean {
  return archiveEndings.some((ending) => name.endsWith(ending));
}

/**
 * The files of an archive that is a folder or is made of assets, in the order in which Pulumi packs them. A file that
 * stands in it twice counts where it stands first.
 *
 * @throws {AssetUnreadable}, {@link UnsupportedFeature} for an archive file within an archive.
 */
export async function membersOf(archive: PropertyMap, folder: string): Promise<readonly Member[]> {
  const members = new Map<string, Member>();
  for (const member of await allMembers(archive, folder))
    if (!members.has(member.name)) members.set(member.name, member);
  return [...members.values()];
}

async function allMembers(archive: PropertyMap, folder: string): Promise<readonly Member[]> {
  const { assets, path: place } = archive;
  if (isObject(assets)) return await membersOfAssets(assets, folder);
  if (typeof place !== "string" || isArchiveFile(place))
    throw new UnsupportedFeature({ feature: `archive files within archives (${String(place ?? archive["uri"])})` });
  const root = path.resolve(folder, place);
  const found = await stat(root).catch((cause: unknown) => {
    throw new AssetUnreadable({ source: place, problem: "there is no such file or folder" }, { cause });
  });
  if (!found.isDirectory())
    throw new AssetUnreadable({
      source: place,
      problem: `it is neither a folder nor one of ${archiveEndings.join(" ")}`,
    });
  return (await filesBelow(root)).map((file) => ({
    name: path.relative(root, file).split(path.sep).join("/"),
    asset: { path: file },
  }));
}

async function membersOfAssets(assets: PropertyMap, folder: string): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (const name of Object.keys(assets).toSorted(byBytes)) {
    const asset = assets[name] as PropertyMap;
    if (asset[signatureKey] !== archiveSignature) members.push({ name, asset });
    else
      for (const inner of await allMembers(asset, folder))
        members.push({ name: path.posix.join(name, inner.name), asset: inner.asset });
  }
  return members;
}

/** Every file below a folder, a folder's entries by name. What a link leads to counts as a file, but no folder. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((left, right) => byBytes(left.name, right.name))) {
    if (entry.name === ".pulumi") continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(place)));
    else if (!entry.isSymbolicLink() || !(await stat(place)).isDirectory()) files.push(place);
  }
  return files;
}

/** Go compares names by their bytes. */
function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
