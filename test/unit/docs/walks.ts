import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../src/lib/index.ts";

/** One step of a walk through the sources. */
export interface Step {
  /** From the repository's root. */
  readonly file: string;
  /** The step is reached over a process boundary or a build, not over an import. */
  readonly crosses: boolean;
}

export interface Walk {
  readonly name: string;
  readonly steps: readonly Step[];
}

/**
 * The walks of a page: below each `### Walk …` a numbered list, whose entries begin with the file in backticks. A `⇒` before
 * the file says that a process boundary is crossed.
 */
export function walksOf(text: string): readonly Walk[] {
  return text
    .split(/^### (?=Walk )/m)
    .slice(1)
    .map((section) => ({
      name: section.split("\n")[0] ?? "",
      steps: [...(section.split(/^#{2,3} /m)[0] ?? "").matchAll(/^\d+\. (⇒ )?`([^`]+)`/gm)].map(
        ([, arrow, file = ""]) => ({ file, crosses: arrow !== undefined }),
      ),
    }));
}

/** What is stale in a walk: files that are gone, and steps that no earlier file imports, directly or over an `index.ts`. */
export function staleSteps({ name, steps }: Walk, root = projectRoot()): readonly string[] {
  const reached = new Set<string>();
  return steps.flatMap(({ file, crosses }, index) => {
    if (!existsSync(path.join(root, file))) return [`${name}, step ${index + 1}: there is no file ${file}`];
    const isReached = index === 0 || crosses || reached.has(file);
    for (const imported of importsOver(file, root)) reached.add(imported);
    return isReached ? [] : [`${name}, step ${index + 1}: no earlier step imports ${file}`];
  });
}

/** Files that a file imports, those behind an `index.ts` included. */
function importsOver(file: string, root: string): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (from: string): void => {
    for (const imported of importsOf(from, root)) {
      if (found.has(imported)) continue;
      found.add(imported);
      if (path.posix.basename(imported) === "index.ts") follow(imported);
    }
  };
  follow(file);
  return found;
}

function importsOf(file: string, root: string): readonly string[] {
  const absolute = path.join(root, file);
  if (!existsSync(absolute)) return [];
  const specifiers = /\b(?:from|import|import\(|require\(|new URL\()\s*"(\.{1,2}\/[^"]+)"/g;
  return [...readFileSync(absolute, "utf8").matchAll(specifiers)].map(([, specifier = ""]) =>
    path.posix.join(path.posix.dirname(file), specifier),
  );
}
