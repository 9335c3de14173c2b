import { structuredPatch } from "diff";
import type { ChangedManifest } from "../../change/index.ts";

/** Lines around a change. */
const context = 2;

/** What may hold a secret: objects of the kind, what kustomize makes them from, and what SOPS encrypted, of any kind. */
const holdsSecret = /\bkind["']?\s*:\s*["']?Secret\b|secretGenerator|ENC\[AES256_GCM,/u;

/** Whether {@link manifestPatch} shows what the manifest says. */
export function isShown(manifest: ChangedManifest): boolean {
  return (manifest.before !== undefined || manifest.after !== undefined) && !isSecret(manifest);
}

/** How a manifest differs, as lines of a unified diff under its name. The content of a `Secret` is not shown. */
export function manifestPatch(manifest: ChangedManifest): readonly string[] {
  const { name, before, after } = manifest;
  if (manifest.kind === "settings")
    return [`  ${name}: how it is applied changes, by spec.sync or by what its variables stand for`];
  if (before === undefined && after === undefined)
    return [`  ${name}: its content is no text, or too long to be shown`];
  if (isSecret(manifest)) return [`  ${name}: its content is not shown, because it holds a Secret`];
  const { hunks } = structuredPatch(name, name, before ?? "", after ?? "", "", "", { context });
  return hunks.flatMap((hunk) => [
    `@@ ${name} @@`,
    // What Git writes about a missing line break at the end is no line of the file.
    ...hunk.lines.filter((line) => !line.startsWith("\\")),
  ]);
}

/** Files that are no YAML are read by generators, and may be anything. */
function isSecret({ name, kind, before, after }: ChangedManifest): boolean {
  const isOther = kind === "file" && !/\.(?:ya?ml|json)$/u.test(name);
  return [before, after].some((text) => text !== undefined && (isOther || holdsSecret.test(text)));
}
