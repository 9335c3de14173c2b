import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * References of a bare repository, read from their files as Git wrote them: a process of Git for each question took most of the time of a
 * forge's tests. `undefined` of a repository whose references Git has packed into one file, which it has to be asked about.
 */
export async function looseReferences(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  if (isPacked(folder)) return undefined;
  const entries = await readdir(path.join(folder, "refs"), { recursive: true, withFileTypes: true });
  const names = entries.flatMap((entry) =>
    entry.isFile() && !entry.name.endsWith(".lock")
      ? [path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/")]
      : [],
  );
  const commits = await Promise.all(names.toSorted().map(async (name) => [name, await read(folder, name)] as const));
  return new Map(commits.flatMap(([name, commit]) => (commit === undefined ? [] : [[name, commit] as const])));
}

/** Where a branch is, if it is there. `undefined` where Git has to be asked. */
export async function looseBranch(
  folder: string,
  reference: string,
): Promise<{ readonly commit?: string } | undefined> {
  if (!/^refs\/heads\/(?!.*(?:\.\.|[~^:]|@\{))/u.test(reference)) return undefined;
  const commit = await read(folder, reference);
  if (commit !== undefined) return { commit };
  return isPacked(folder) ? undefined : {};
}

function isPacked(folder: string): boolean {
  return existsSync(path.join(folder, "packed-refs"));
}

/** `undefined` of one that is not there, or was removed meanwhile. */
async function read(folder: string, reference: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path.join(folder, reference), "utf8")).trim();
    return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
