import { structuredPatch } from "diff";
import type { ManifestTexts } from "../../change/index.ts";

/** Lines around a change. */
const context = 2;

/** What may hold a secret in the clear: objects of the kind, and what kustomize makes them from. */
const holdsSecret = /\bkind["']?\s*:\s*["']?Secret\b|secretGenerator/u;

/** Whether {@link manifestPatch} shows what the manifest says. */
export function isShown(path: string, { before, after }: ManifestTexts): boolean {
  return (before !== undefined || after !== undefined) && !isSecret(path, before) && !isSecret(path, after);
}

/** How a manifest differs, as lines of a unified diff under its path. The content of a `Secret` is not shown. */
export function manifestPatch(path: string, texts: ManifestTexts): readonly string[] {
  const { before, after } = texts;
  if (before === undefined && after === undefined)
    return [`  ${path}: its content is no text, or too long to be shown`];
  if (isSecret(path, before) || isSecret(path, after))
    return [`  ${path}: its content is not shown, because it holds a Secret`];
  const { hunks } = structuredPatch(path, path, before ?? "", after ?? "", "", "", { context });
  return hunks.flatMap((hunk) => [
    `@@ ${path} @@`,
    // What Git writes about a missing line break at the end is no line of the file.
    ...hunk.lines.filter((line) => !line.startsWith("\\")),
  ]);
}

/** Files that are no YAML are read by generators, and may be anything. */
function isSecret(path: string, text: string | undefined): boolean {
  return text !== undefined && (holdsSecret.test(text) || !/\.(?:ya?ml|json)$/u.test(path));
}
