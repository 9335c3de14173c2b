import { GroundworkError } from "../../lib/index.ts";

/** The folder whose manifests are to be compared is not there, or holds no file. */
export class ManifestFolderMissing extends GroundworkError {
  readonly code = "manifest-folder-missing";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(
      `There are no files in ${data.folder}. Name the folder with the manifests: --path environments/dev/apps`,
      options,
    );
  }
}

/** An environment cannot be compared with its cluster, because of what it declares. */
export class EnvironmentNotComparable extends GroundworkError {
  readonly code = "environment-not-comparable";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly environment: string; readonly because: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.environment} cannot be compared with its cluster: ${data.because}. Look at it with: groundwork env validate ${data.environment}`,
      options,
    );
  }
}

/** The stack of an environment names no cluster. */
export class ClusterNotKnown extends GroundworkError {
  readonly code = "cluster-not-known";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly environment: string },
    options?: ErrorOptions,
  ) {
    super(
      `The stack of ${data.environment} has no cluster that follows Git. ` +
        `Bring it up with: groundwork up --env ${data.environment}, or name its cluster with --kubeconfig.`,
      options,
    );
  }
}

/** The cluster's schema says that it would refuse an object. */
export class ObjectRefusedBySchema extends GroundworkError {
  readonly code = "object-refused-by-schema";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly problems: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(`the cluster would refuse it: ${data.problems.join("; ")}. Correct the manifest`, options);
  }
}
