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
}

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
}
