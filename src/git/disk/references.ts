import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Where Git looks for a short name, in its order. */
const places = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
const mostSteps = 5;

/** The id that a branch, a tag or a full reference names, through others where it is symbolic; `undefined` for none. */
export function readReference(gitFolder: string, name: string): string | undefined {
  // As `git check-ref-format`: a name never leaves the folder that it is looked for in.
  if (name.includes("..") || name.startsWith("/")) return undefined;
  const packed = packedReferences(gitFolder);
  for (const full of [...places.map((place) => place + name), `refs/remotes/${name}/HEAD`]) {
    const id = follow(gitFolder, full, packed);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** Names of the references that begin with `prefix`, without it, in order. @param prefix a folder, with `/` at its end */
export function listReferences(gitFolder: string, prefix: string): readonly string[] {
  const packed = [...packedReferences(gitFolder).keys()].filter((name) => name.startsWith(prefix));
  const names = [...filesBelow(path.join(gitFolder, prefix)), ...packed.map((name) => name.slice(prefix.length))];
  return [...new Set(names)].toSorted();
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"));
}

function follow(gitFolder: string, name: string, packed: ReadonlyMap<string, string>): string | undefined {
  let full = name;
  for (let step = 0; step < mostSteps; step += 1) {
    const text = textOf(path.join(gitFolder, full))?.trim() ?? packed.get(full);
    const [, next] = /^ref: (.+)$/.exec(text ?? "") ?? [];
    if (next === undefined) return text !== undefined && /^[0-9a-f]{40}$/.test(text) ? text : undefined;
    full = next;
  }
  return undefined;
}

/** Of the file that `git pack-refs` writes: what has a file of its own has changed since. */
function packedReferences(gitFolder: string): ReadonlyMap<string, string> {
  const text = textOf(path.join(gitFolder, "packed-refs")) ?? "";
  return new Map([...text.matchAll(/^([0-9a-f]{40}) (.+)$/gm)].map(([, id = "", name = ""]) => [name, id]));
}

/** `undefined` for what is not there, or is a folder. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((thrown as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw thrown;
  }
}
