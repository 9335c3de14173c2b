import { GroundworkError } from "../../lib/index.ts";

/** Why a source has no (new) revision. `reason` is the one that the `GitRepository`'s conditions give. */
export abstract class FetchError extends GroundworkError {
  abstract readonly reason: string;
  /** Retrying alone does not help: the repository or the configuration has to change. */
  readonly stalls: boolean = false;
}

/** The Git server could not be reached, or did not answer as one. */
export class GitServerUnavailable extends FetchError {
  readonly code = "git-server-unavailable";
  readonly kind = "unknown";
  readonly reason = "GitOperationFailed";
  constructor(
    readonly data: { readonly url: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `cannot fetch from ${data.url}: ${data.problem}. What was applied stays applied; it is tried again.`,
      options,
    );
  }
}

/** The agent's own disk does not take, or no longer gives, the clone. */
export class StorageFailed extends FetchError {
  readonly code = "git-storage-failed";
  readonly kind = "failed";
  readonly reason = "StorageOperationFailed";
  constructor(
    readonly data: { readonly url: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `cannot keep a clone of ${data.url} on the agent's disk: ${data.problem}. Make room, or give the agent another ` +
        "--storage-path. What was applied stays applied; it is tried again.",
      options,
    );
  }
}

/** What a disk says that is full, broken or read-only. None of it can come from a network. */
export const diskCodes: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO"]);

/** The Git server does not let these credentials in. */
export class GitAccessDenied extends FetchError {
  readonly code = "git-access-denied";
  readonly kind = "refused";
  readonly reason = "AuthenticationFailed";
  constructor(readonly data: { readonly url: string; readonly status: number }) {
    super(`${data.url} answered ${data.status}: check the Secret that spec.secretRef names.`);
  }
}

/** The Secret of the repository is missing or holds no credentials. */
export class CredentialsMissing extends FetchError {
  readonly code = "git-credentials-missing";
  readonly kind = "invalid";
  readonly reason = "AuthenticationFailed";
  constructor(
    /** `field` names the Secret; `spec.secretRef` when left out. */
    readonly data: { readonly secret: string; readonly problem: string; readonly field?: string },
  ) {
    super(`Secret ${data.secret} ${data.problem}. Correct ${data.field ?? "spec.secretRef"}, or the Secret.`);
  }
}

/** The repository has no commit at all. */
export class RepositoryEmpty extends FetchError {
  readonly code = "git-repository-empty";
  readonly kind = "invalid";
  readonly reason = "GitOperationFailed";
  constructor(readonly data: { readonly url: string }) {
    super(`${data.url} is an empty repository: push a first commit.`);
  }
}

/** The repository is there, the branch, tag or commit is not, or no tag is in the range. */
export class ReferenceMissing extends FetchError {
  readonly code = "git-reference-missing";
  readonly kind = "invalid";
  readonly reason = "GitOperationFailed";
  constructor(
    readonly data: {
      readonly url: string;
      /** Such as `branch "main"`. */
      readonly what: string;
      /** Which names are given of those that exist, and all of them. */
      readonly among: "branches" | "tags";
      readonly names: readonly string[];
    },
  ) {
    const some = data.names.slice(0, 5).join(", ") || "none";
    super(`${data.url} has no ${data.what} (${data.among}: ${some}). Correct spec.ref, or push what it names.`);
  }
}

/** The new commit does not descend from the one that was applied: the branch was force-pushed, or a tag was moved. */
export class HistoryRewritten extends FetchError {
  readonly code = "git-history-rewritten";
  readonly kind = "refused";
  readonly reason = "HistoryRewritten";
  override readonly stalls = true;
  constructor(
    readonly data: { readonly label: string; readonly from: string; readonly to: string; readonly annotation: string },
  ) {
    super(
      `${data.label} was rewritten: ${data.to} does not descend from ${data.from}, which stays applied. ` +
        `Restore the branch or the tag, or accept the new history with: annotate ${data.annotation}=${data.to}`,
    );
  }
}
