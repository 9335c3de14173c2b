import type { CommitId } from "../git/index.ts";

/** What the signature of a commit proves. */
export type CommitSignature =
  | {
      readonly kind: "good";
      /** The name that the list of allowed signers gives the key, which mostly is an address. */
      readonly signer: string;
      /** Of the key: `SHA256:` and base64. */
      readonly fingerprint: string;
    }
  | { readonly kind: "none" }
  /** It is there and proves nothing: of an unknown, expired or revoked key, of another format, or of other content. */
  | { readonly kind: "untrusted"; readonly because: string };

/** Signatures of commits, held against a list of allowed signers that no commit can change. */
export interface CommitSignatures {
  /** @throws {ForgeUnavailable} when this machine cannot check it */
  signatureOf(commit: CommitId): Promise<CommitSignature>;
  /**
   * Addresses and names of those who made what a commit brings and no other allowed signer approved by signing a later commit on top
   * of it. Addresses are not proven.
   *
   * @param approved commits whose whole history counts as approved; the repository has them
   */
  authorsOf(commit: CommitId, approved: readonly CommitId[]): Promise<readonly string[]>;
}
