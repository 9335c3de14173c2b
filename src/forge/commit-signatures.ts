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
   * Addresses of those who wrote and committed what a commit brings, and names of those who signed it, without duplicates: of a
   * merge all commits that its first parent does not have, of another commit its author. Addresses are not proven.
   */
  authorsOf(commit: CommitId): Promise<readonly string[]>;
}
