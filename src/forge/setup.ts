/** One right that Groundwork needs of its token, in the forge's own words. */
export interface TokenRight {
  /** `write:repository` */
  readonly name: string;
  /** What fails without it, as the end of "needed for …". */
  readonly neededFor: string;
  /** `"unknown"` where the forge does not say what the token may do. */
  readonly isHeld: boolean | "unknown";
}

/** What protects a branch, beside the checks that `ChangeRequests.requiredChecksOf` gives. */
export interface BranchProtection {
  /** Whether a change gets there by a change request alone. */
  readonly isProtected: boolean | "unknown";
  /** Approvals without which the forge does not merge. */
  readonly requiredApprovals: number | "unknown";
  /** Whether a push to a change request takes its approvals away. Absent where the adapter does not ask. */
  readonly dismissesApprovals?: boolean | "unknown";
  /** Who may change the branch past these rules, in the forge's own words. Absent where the adapter does not ask. */
  readonly bypassedBy?: readonly string[] | "unknown";
  /** Whether changes get there by a merge queue alone. Absent where the forge has none. */
  readonly hasMergeQueue?: boolean | "unknown";
}

/**
 * Which branches' jobs a CI lets into an environment, which holds identities and secrets: names or patterns, `"protected"` for those
 * that are protected, which may be all where none is, `"any"` for all.
 */
export type EnvironmentBranches = readonly string[] | "protected" | "any";

/** A webhook of the repository. */
export interface Webhook {
  /** Without what may be a secret in it. */
  readonly url: string;
  readonly isActive: boolean;
}

/**
 * How a repository is set up at its forge, for `groundwork doctor`. Reads, and changes nothing.
 *
 * Every verb may throw {@link ForgeUnavailable} or {@link ForgeRefused}; what the token may not see is `"unknown"`.
 */
export interface Setup {
  /** Those that Groundwork needs; empty on a forge without tokens. */
  tokenRights(): Promise<readonly TokenRight[]>;
  protectionOf(branch: string): Promise<BranchProtection | "unknown">;
  webhooks(): Promise<readonly Webhook[] | "unknown">;
  /** `undefined` where the CI has no environment of that name. The method is absent where the forge's CI has none at all. */
  environmentBranches?(name: string): Promise<EnvironmentBranches | undefined | "unknown">;
}
