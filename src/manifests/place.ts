/** A folder and how it is read: as the sync agent reads it, as kustomize does, or every file of it. */
export interface Place {
  readonly read: "tree" | "kustomization" | "all";
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

/** What is read for one {@link Place}, and where it leads. */
export interface PlaceContent {
  readonly files: ReadonlySet<string>;
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
