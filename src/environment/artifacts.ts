/** A repository of Artifact Registry. */
export interface ArtifactRepository {
  readonly name: string;
  readonly format: "docker" | "npm" | "maven" | "python" | "go" | "apt" | "yum" | "generic";
  readonly mode: "standard" | "remote" | "virtual";
  readonly description?: string;
  readonly immutableTags: boolean;
  /** Of a remote repository. Absent: the public registry of the format. */
  readonly upstream?: string;
  /** Of a virtual repository: names of those behind it, of which an earlier one wins. */
  readonly repositories: readonly string[];
  readonly cleanup: readonly CleanupRule[];
  readonly cleanupDryRun: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** Which versions are deleted or kept. Times are in seconds. */
export interface CleanupRule {
  readonly name: string;
  readonly action: "delete" | "keep";
  /** How many of the most recent versions of each package. Nothing but `packages` stands beside it. */
  readonly last?: number;
  readonly olderThanSeconds?: number;
  readonly newerThanSeconds?: number;
  readonly tags?: "any" | "tagged" | "untagged";
  readonly tagPrefixes: readonly string[];
  readonly packages: readonly string[];
}
