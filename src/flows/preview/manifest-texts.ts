import type { EnvironmentPreview, ManifestTexts } from "../../change/index.ts";
import type { CommitTree } from "../../git/index.ts";

/** In bytes. A longer file is generated, and read by no reviewer. */
const longestManifest = 100_000;

/** By path, what the manifests that a preview names say on both sides. */
export async function manifestTexts(
  previews: readonly EnvironmentPreview[],
  before: CommitTree,
  after: CommitTree,
): Promise<ReadonlyMap<string, ManifestTexts>> {
  const paths = previews.flatMap(({ layers }) =>
    layers.flatMap((layer) =>
      "manifests" in layer && layer.manifests !== undefined ? layer.steps.map(({ urn }) => urn) : [],
    ),
  );
  const texts = new Map<string, ManifestTexts>();
  for (const path of new Set(paths)) {
    const [old, now] = [await textOf(before, path), await textOf(after, path)];
    if (old === "unreadable" || now === "unreadable") texts.set(path, {});
    else texts.set(path, { ...(old && { before: old.text }), ...(now && { after: now.text }) });
  }
  return texts;
}

async function textOf(tree: CommitTree, path: string): Promise<{ readonly text: string } | "unreadable" | undefined> {
  const bytes = await tree.read(path);
  if (bytes === undefined) return undefined;
  if (bytes.length > longestManifest) return "unreadable";
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return "unreadable";
  }
}
