import { readdir } from "node:fs/promises";
import path from "node:path";

/**
 * The files that a pattern of Go's `filepath.Glob` matches, sorted: `*` and `?` stand for characters within one name, `[a-z]` for one of
 * a set. What is no pattern is the file of that name, whether or not it is there.
 *
 * @param folder which a relative pattern starts at
 */
export async function matchingFiles(pattern: string, folder: string): Promise<readonly string[]> {
  const full = path.resolve(folder, pattern);
  if (!hasMagic(pattern)) return [full];
  const { root } = path.parse(full);
  let found: readonly string[] = [root];
  for (const part of full.slice(root.length).split(path.sep)) {
    const next = found.map(async (at) => (hasMagic(part) ? await namesIn(at, part) : [path.join(at, part)]));
    found = (await Promise.all(next)).flat();
  }
  return found.toSorted();
}

const hasMagic = (part: string): boolean => /[*?[]/u.test(part);

/** What is no folder holds nothing. */
async function namesIn(folder: string, part: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const matches = expressionOf(part);
  return names.filter((name) => matches.test(name)).map((name) => path.join(folder, name));
}

function expressionOf(part: string): RegExp {
  const source = part.replace(/\*|\?|\[\^?[^\]]+\]|[\\^$.|+(){}[\]]/gu, (token) => {
    if (token === "*") return ".*";
    if (token === "?") return ".";
    return token.length > 1 ? token.replaceAll("\\", "\\\\") : `\\${token}`;
  });
  return new RegExp(`^${source}$`, "u");
}
