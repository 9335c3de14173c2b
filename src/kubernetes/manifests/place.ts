/** A folder and how it is read: as the sync agent reads it, as kustomize does, or every file of it; or one file. */
export interface Place {
  readonly read: "tree" | "kustomization" | "all" | "file";
  /** From the root of the repository; `""` is the root. */
  readonly folder: string;
}

/** A part of what is built that cannot be told from the tree. */
export interface UnknownSource {
  /** The file that leads there. */
  readonly file: string;
  readonly problem: string;
  /** Address of another repository or server. */
  readonly remote?: string;
}

/** Something that is wrong with a file, or asks for attention. Lines and columns count from 1. */
export interface ManifestIssue {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: "error" | "warning";
  /** Stable name of the case. */
  readonly code: string;
  readonly message: string;
}

/** What is read for one {@link Place}, and where it leads. */
export interface PlaceContent {
  readonly files: ReadonlySet<string>;
  /** Of these, the ones that objects are read from: the others are patches, generated content and settings. */
  readonly manifests: ReadonlySet<string>;
  /** What is wrong with the kustomization itself. */
  readonly issues: readonly ManifestIssue[];
  readonly next: readonly Place[];
  readonly unknown: readonly UnknownSource[];
  /** Addresses of the `GitRepository` objects that are declared here, by name. */
  readonly repositories: ReadonlyMap<string, string>;
  /** What objects of Flux's API take from the repository of a name, which is most often this one. */
  readonly fromRepositories: readonly RepositoryPlace[];
}

export interface RepositoryPlace {
  readonly place: Place;
  readonly repository: string;
  /** The manifest that asks for it. */
  readonly file: string;
}
