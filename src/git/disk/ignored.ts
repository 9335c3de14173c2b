import { readFileSync } from "node:fs";
import path from "node:path";
import ignore, { type Ignore } from "ignore";

/** What Git leaves out of a worktree: by `.gitignore` in any of its folders, and by the clone's own `info/exclude`. */
export class IgnoredPaths {
  readonly #rules = new Map<string, Ignore>();
  readonly #worktree: string;
  readonly #excludes: string;

  constructor(worktree: string, gitFolder: string) {
    this.#worktree = worktree;
    this.#excludes = textOf(path.join(gitFolder, "info", "exclude"));
  }

  /** @param file from the worktree's root, with `/`, and with one at its end for a folder */
  has(file: string): boolean {
    const names = file.split("/");
    let ignored = false;
    for (let depth = 0; depth < names.length - (file.endsWith("/") ? 1 : 0); depth += 1) {
      const rules = this.#rulesOf(names.slice(0, depth).join("/"));
      const below = names.slice(depth).join("/");
      // What is below an ignored folder is ignored, whatever is said of it there.
      const folders = path.posix.dirname(below.replace(/\/$/, ""));
      if (folders !== "." && rules.ignores(`${folders}/`)) return true;
      const found = rules.test(below);
      ignored = ignored ? !found.unignored : found.ignored;
    }
    return ignored;
  }

  /** Rules that stand in a folder, for what is below it. Those of the clone count as the root's first. */
  #rulesOf(folder: string): Ignore {
    const known = this.#rules.get(folder);
    if (known) return known;
    const rules = ignore();
    if (folder === "") rules.add(this.#excludes);
    rules.add(textOf(path.join(this.#worktree, folder, ".gitignore")));
    this.#rules.set(folder, rules);
    return rules;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
