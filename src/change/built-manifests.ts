import type { ManifestTexts } from "./manifest-texts.ts";

/** What the manifests of an environment give on both sides of a change, where a kustomization makes them. */
export type BuiltManifests =
  | {
      readonly kind: "built";
      /** Those that differ. */
      readonly objects: readonly BuiltObject[];
      /** Changed files whose whole effect is in {@link objects}. */
      readonly sources: ReadonlySet<string>;
      /** Whether the commits differ in one of the sources. Else it is the cluster alone in which objects may change. */
      readonly differ: boolean;
    }
  /** The files are shown as they are written. */
  | { readonly kind: "not-built"; readonly because: string };

/** An object as YAML. */
export interface BuiltObject extends ManifestTexts {
  /** `Deployment shop/web` */
  readonly object: string;
}

/** What was read of manifests, for a report that shows it. A `Secret` is in the clear. */
export interface ReadManifests {
  /** By path, what the manifests among the steps say; absent where they were not read. */
  readonly manifestTexts?: ReadonlyMap<string, ManifestTexts>;
  /** By environment, what a kustomization makes of them. */
  readonly builtManifests?: ReadonlyMap<string, BuiltManifests>;
}
