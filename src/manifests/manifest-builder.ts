/** The manifests of a folder, or why they are not known. A folder that is not built is never one without manifests. */
export type ManifestBuild =
  | { readonly kind: "built"; readonly text: string }
  /** A clause, in the tool's own words where it gave a reason. */
  | { readonly kind: "not-built"; readonly because: string };

/** What builds folders with a kustomization as a sync agent does. */
export interface ManifestBuilder {
  /**
   * Reads nothing but these files, from no network. Never rejects.
   *
   * @param files by path from the root of the repository
   * @param folder the one that holds the kustomization; `""` is the root
   */
  build(files: ReadonlyMap<string, Uint8Array>, folder: string, signal: AbortSignal): Promise<ManifestBuild>;
}
