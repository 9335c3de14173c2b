import { type NamePattern, namePattern } from "./name-pattern.ts";

/** What one line says of a file: it is left out, it is kept, or the line is not about it. */
export type IgnorePattern = (file: readonly string[]) => "left out" | "kept" | undefined;

type Segment = NamePattern | "none" | "any folders" | "never";

/** More than this in one line ends Flux's reading of a text: that line and all after it count for nothing. */
const longestLine = 64 * 1024;

/**
 * The patterns of an ignore file, by the rules of Flux's library `sourceignore`, which are not those of Git: see docs/flux.md.
 *
 * @param folder names of the folder that the text counts for; none is the root
 */
export function ignorePatternsIn(text: string, folder: readonly string[] = []): readonly IgnorePattern[] {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => Buffer.byteLength(line) >= longestLine);
  return lines
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => !line.startsWith("#") && line.trim() !== "")
    .map((line) => ignorePattern(line, folder));
}

/** What the last pattern that is about the file says of it. */
export function verdictOf(patterns: readonly IgnorePattern[], file: readonly string[]): ReturnType<IgnorePattern> {
  for (const pattern of patterns.toReversed()) {
    const verdict = pattern(file);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function ignorePattern(line: string, folder: readonly string[]): IgnorePattern {
  const keeps = line.startsWith("!");
  const whole = keeps ? line.slice(1) : line;
  const trimmed = whole.endsWith("\\ ") ? whole : whole.replace(/ +$/, "");
  const foldersOnly = trimmed.endsWith("/");
  const path = foldersOnly ? trimmed.slice(0, -1) : trimmed;
  const isAbout = path.includes("/") ? byPath(path, foldersOnly) : byName(path, foldersOnly);
  return (file) => {
    if (file.length <= folder.length || folder.some((name, index) => file[index] !== name)) return undefined;
    if (!isAbout(file.slice(folder.length))) return undefined;
    return keeps ? "kept" : "left out";
  };
}

/** The name of the file, or of a folder that it is in. */
function byName(written: string, foldersOnly: boolean) {
  const isName = namePattern(written) ?? (() => false);
  return (names: readonly string[]): boolean => names.slice(0, foldersOnly ? -1 : undefined).some(isName);
}

/** The names from the pattern's folder on. A name after any folders is looked for once, where it comes first. */
function byPath(written: string, foldersOnly: boolean) {
  const segments = written.split("/").map(segmentOf);
  // At the end it stands for all that is below what was found before it.
  if (segments.at(-1) === "any folders") segments.pop();
  return (names: readonly string[]): boolean => {
    let rest = names;
    let found = false;
    let anywhere = false;
    for (const segment of segments) {
      if (typeof segment === "string") {
        if (segment === "never") return false;
        anywhere = segment === "any folders";
        continue;
      }
      const at = anywhere ? rest.findIndex(segment) : rest.slice(0, 1).findIndex(segment);
      if (at < 0) return false;
      rest = rest.slice(at + 1);
      found = true;
      anywhere = false;
    }
    return found && !(foldersOnly && rest.length === 0);
  };
}

function segmentOf(written: string): Segment {
  if (written === "") return "none";
  if (written === "**") return "any folders";
  return (written.includes("**") ? undefined : namePattern(written)) ?? "never";
}
