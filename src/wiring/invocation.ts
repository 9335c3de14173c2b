import { realpathSync } from "node:fs";
import path from "node:path";
import { shellWord } from "../lib/index.ts";

/** What decides how a user can run this command again. */
export interface InvocationPlace {
  /** Folder of this package. */
  readonly root: string;
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The file behind a path, links followed; `undefined` when there is none. */
  readonly fileAt?: (file: string) => string | undefined;
}

/**
 * The words that run this command in a shell whose folder is `cwd`.
 *
 * `groundwork` where `PATH` leads to this very package, or a shell function says so. In a checkout, and where this is
 * installed as a dependency, `npx --no-install groundwork`: without the flag npx would fetch the package of that name from
 * the registry, which is another one. Anywhere else npx is told where the package is.
 */
export function invocationOf({ root, cwd, environment, fileAt = realFile }: InvocationPlace): string {
  if (environment["GROUNDWORK_INVOKED_AS"] === "groundwork") return "groundwork";
  const own = fileAt(path.join(root, "bin", "groundwork.js"));
  const folders = (environment["PATH"] ?? "").split(path.delimiter).filter(isLasting);
  const found = folders.map((folder) => fileAt(path.join(folder, "groundwork"))).find((file) => file !== undefined);
  if (own !== undefined && found === own) return "groundwork";
  const installedIn =
    /^(?<project>.+)[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?groundwork$/u.exec(root)?.groups?.["project"] ?? root;
  const inside = path.relative(fileAt(installedIn) ?? installedIn, fileAt(cwd) ?? cwd);
  const isInside = inside === "" || (!inside.startsWith("..") && !path.isAbsolute(inside));
  // A folder of another npm package is that package's to npx.
  const isForeign = isInside && folderWithPackage(cwd, installedIn, fileAt) !== undefined;
  return isInside && !isForeign
    ? "npx --no-install groundwork"
    : `npx --no-install --prefix ${shellWord(installedIn)} groundwork`;
}

/** npm puts the folders of installed commands on the `PATH` of what it starts, where the user's shell does not have them. */
function isLasting(folder: string): boolean {
  return folder !== "" && !/[/\\](?:node_modules[/\\]\.bin|node-gyp-bin)$/u.test(folder);
}

/** The nearest folder from `from` up to, and without, `root` that is an npm package of its own. */
function folderWithPackage(from: string, root: string, fileAt: NonNullable<InvocationPlace["fileAt"]>) {
  for (let folder = from; folder !== root && folder.length > root.length; folder = path.dirname(folder))
    if (fileAt(path.join(folder, "package.json")) ?? fileAt(path.join(folder, "node_modules"))) return folder;
  return undefined;
}

function realFile(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
