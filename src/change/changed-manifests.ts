import type { ReadManifests } from "./built-manifests.ts";
import type { ManifestTexts } from "./manifest-texts.ts";
import type { EnvironmentPreview } from "./preview.ts";

/** A manifest that a change touches, as far as a report can show it. */
export interface ChangedManifest extends ManifestTexts {
  /** The path of a file or of the folder, or `Deployment shop/web`. */
  readonly name: string;
  /** `settings`: how the folder is applied, which has no text. */
  readonly kind: "file" | "object" | "settings";
}

/** What differs in an environment's manifests: objects where they were built, else files. Files that were not read are left out. */
export function changedManifests(
  { affected, layers }: EnvironmentPreview,
  { manifestTexts = new Map(), builtManifests = new Map() }: ReadManifests,
): readonly ChangedManifest[] {
  const built = builtManifests.get(affected.name);
  const files = layers.flatMap((layer) => {
    if (!("manifests" in layer) || !layer.manifests) return [];
    const { folder } = layer.manifests;
    return layer.steps.map(({ urn }) => ({
      path: urn,
      kind: urn === folder ? ("settings" as const) : ("file" as const),
    }));
  });
  const shownAsFiles = built?.kind === "built" ? files.filter(({ path }) => !built.sources.has(path)) : files;
  return [
    ...(built?.kind === "built" ? built.objects : []).map(
      ({ object, ...texts }): ChangedManifest => ({ name: object, kind: "object", ...texts }),
    ),
    ...shownAsFiles.flatMap(({ path, kind }): readonly ChangedManifest[] => {
      const texts = manifestTexts.get(path);
      return texts ? [{ name: path, kind, ...texts }] : [];
    }),
  ];
}
