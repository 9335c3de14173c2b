import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { NotARepository, UnsupportedRepository } from "../errors.ts";
import type { GitFolders } from "./objects.ts";

/** Where a repository lies on disk. */
export interface Location extends GitFolders {
  /** Folder of the checked-out files; absent when the repository is bare. */
  readonly worktree?: string;
}

/**
 * Finds the repository that holds `folder`: a clone, a linked worktree, a submodule or a bare repository.
 *
 * @throws {NotARepository} when there is none up to the root.
 * @throws {UnsupportedRepository} for a format that would be read wrongly.
 */
export function locate(folder: string): Location {
  const location = search(path.resolve(folder));
  if (!location) throw new NotARepository({ folder });
  refuseUnsupported(location);
  return location;
}

function search(folder: string): Location | undefined {
  const dotGit = path.join(folder, ".git");
  if (existsSync(dotGit)) {
    const own = statSync(dotGit).isDirectory() ? dotGit : gitFolderNamedBy(dotGit);
    const common = commonFolder(own);
    // As Git does, which passes by a folder of this name that is none of its own.
    if (isGitFolder(common)) return { own, common, worktree: folder };
  }
  if (isGitFolder(folder)) return { own: folder, common: folder };
  const parent = path.dirname(folder);
  return parent === folder ? undefined : search(parent);
}

function isGitFolder(folder: string): boolean {
  return ["HEAD", "objects", "refs"].every((name) => existsSync(path.join(folder, name)));
}

/** A submodule's or a linked worktree's `.git` is a file with one line, `gitdir: <path>`. */
function gitFolderNamedBy(file: string): string {
  const named = /^gitdir: (.*)$/m.exec(readFileSync(file, "utf8"))?.[1]?.trim();
  if (!named) throw new NotARepository({ folder: path.dirname(file) });
  return path.resolve(path.dirname(file), named);
}

function commonFolder(own: string): string {
  const file = path.join(own, "commondir");
  return existsSync(file) ? path.resolve(own, readFileSync(file, "utf8").trim()) : own;
}

function refuseUnsupported({ common, worktree }: Location): void {
  const folder = worktree ?? common;
  const configFile = path.join(common, "config");
  const config = existsSync(configFile) ? readFileSync(configFile, "utf8") : "";
  const extension = (name: string, value: string) =>
    new RegExp(`^\\s*${name}\\s*=\\s*${value}\\s*$`, "im").test(config);

  if (extension("objectformat", "sha256"))
    throw new UnsupportedRepository({
      folder,
      feature: "SHA-256 object names",
      remedy: "Use a SHA-1 clone, which is Git's default.",
    });
  if (extension("refstorage", "reftable"))
    throw new UnsupportedRepository({
      folder,
      feature: "the reftable format",
      remedy: "Convert it with: git refs migrate --ref-format=files",
    });
  if (existsSync(path.join(common, "objects", "info", "alternates")))
    throw new UnsupportedRepository({
      folder,
      feature: "objects borrowed from another repository",
      remedy: "Make it whole with: git repack -a -d && rm .git/objects/info/alternates",
    });
}
