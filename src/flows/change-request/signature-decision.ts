import type { CommitSignature } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { RecordedApproval } from "../../history/index.ts";
import { findingOfHistory, type HistoryOfLanding, otherwise, type ReviewRefusal, refused } from "./landing-history.ts";

/** What is known of how a commit came to its branch on a server without change requests. */
export interface SignedLanding extends HistoryOfLanding {
  readonly signature: CommitSignature;
  /** In ISO 8601: when it was made, which the signature covers. */
  readonly committedAt: string;
  /** Addresses of those who wrote the commits that it brings, and names of those who signed them. */
  readonly authors: readonly string[];
  /** Approvals that are needed. */
  readonly required: number;
}

export type SignatureDecision =
  | { readonly kind: "reviewed"; readonly approvals: readonly RecordedApproval[] }
  | ReviewRefusal;

/**
 * Whether a commit is what an allowed signer approved: it is on its branch, and its signature is that of a person on the list
 * who wrote none of what it brings. A signature is one approval.
 */
export function decideSigned(landing: SignedLanding): SignatureDecision {
  const { commit, signature, authors, committedAt, required } = landing;
  const found = findingOfHistory(landing);
  if (found) return found;
  if (required === 0) return { kind: "reviewed", approvals: [] };
  const short = commit.slice(0, 7);
  if (required > 1)
    return refused(
      "not-approved",
      `a signed merge is one approval, and ${required} are needed`,
      `Use a forge with reviews, give --approvals 1, ${otherwise}`,
    );
  if (signature.kind === "none")
    return refused(
      "not-approved",
      `${short} is not signed`,
      `Sign the next merge with: git merge --no-ff -S <branch>; ${otherwise}`,
    );
  if (signature.kind === "untrusted")
    return refused(
      "not-approved",
      `the signature of ${short} proves nothing: ${signature.because}`,
      `Sign the next merge with an SSH key that is in the list of allowed signers, ${otherwise}`,
    );
  const { signer, fingerprint } = signature;
  if (authors.some((author) => author.toLowerCase() === signer.toLowerCase()))
    return refused(
      "not-approved",
      `${signer} signed ${short} and made the change`,
      `Have another person merge the next change, ${otherwise}`,
    );
  return { kind: "reviewed", approvals: [approval({ signer, fingerprint }, commit, committedAt)] };
}

function approval(
  { signer, fingerprint }: { readonly signer: string; readonly fingerprint: string },
  commit: CommitId,
  at: string,
): RecordedApproval {
  return { id: fingerprint, name: signer, commit, at };
}
