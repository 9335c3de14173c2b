import type { ReadManifests } from "./built-manifests.ts";
import type { ManifestTexts } from "./manifest-texts.ts";
import type { EnvironmentPreview } from "./preview.ts";

/** A manifest that a change touches, as far as a report can show it. */
export interface ChangedManifest extends ManifestTexts {
  /** The path of a file, or `Deployment shop/web`. */
  readonly name: string;
  readonly kind: "file" | "object";
}

/** What differs in an environment's manifests: objects where they were built, else files. Files that were not read are left out. */
export function changedManifests(
  { affected, layers }: EnvironmentPreview,
  { manifestTexts = new Map(), builtManifests = new Map() }: ReadManifests,
): readonly ChangedManifest[] {
  const built = builtManifests.get(affected.name);
  const files = layers.flatMap((layer) =>
    "manifests" in layer && layer.manifests !== undefined ? layer.steps.map(({ urn }) => urn) : [],
  );
  const shownAsFiles = built?.kind === "built" ? files.filter((path) => !built.sources.has(path)) : files;
  return [
    ...(built?.kind === "built" ? built.objects : []).map(
      ({ object, ...texts }): ChangedManifest => ({ name: object, kind: "object", ...texts }),
    ),
    ...shownAsFiles.flatMap((path): readonly ChangedManifest[] => {
      const texts = manifestTexts.get(path);
      return texts ? [{ name: path, kind: "file", ...texts }] : [];
    }),
  ];
}
