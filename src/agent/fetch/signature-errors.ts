import { FetchError } from "./errors.ts";

/** A commit or a tag is not signed by a trusted key. What was taken before stays applied. */
export class SignatureRefused extends FetchError {
  readonly code = "git-signature-refused";
  readonly kind = "refused";
  readonly reason: string;
  constructor(
    readonly data: {
      readonly url: string;
      readonly kind: "commit" | "tag";
      /** The newest first. */
      readonly refused: readonly { readonly name: string; readonly problem: string }[];
    },
  ) {
    const shown = data.refused.slice(0, 5).map(({ name, problem }) => `${data.kind} ${name}: ${problem}`);
    const more = data.refused.length > shown.length ? `; and ${data.refused.length - shown.length} more` : "";
    super(
      `signature verification of ${data.url} failed: ${shown.join("; ")}${more}. Sign with a trusted key and push, or add the key to ` +
        "the Secret that spec.verify.secretRef names. What was applied stays applied.",
    );
    this.reason = data.kind === "commit" ? "InvalidCommitSignature" : "InvalidTagSignature";
  }
}

/** A tag's signature is wanted, and there is no object that could have one. */
export class TagNotSigned extends FetchError {
  readonly code = "git-tag-not-signed";
  readonly kind = "invalid";
  readonly reason: string;
  override readonly stalls: boolean;
  constructor(readonly data: { readonly url: string; readonly ref: string; readonly isTag: boolean }) {
    super(
      data.isTag
        ? `cannot verify ${data.ref} of ${data.url}: it is no annotated tag. Make it anew with: git tag --sign`
        : `cannot verify a tag's signature: ${data.ref} of ${data.url} is no tag. Correct spec.verify.mode, or follow a tag in spec.ref.`,
    );
    this.reason = data.isTag ? "InvalidGitObject" : "InvalidVerificationMode";
    this.stalls = !data.isTag;
  }
}

/** The Secret with the trusted keys is missing, or holds what is no public key. */
export class TrustedKeysUnusable extends FetchError {
  readonly code = "git-trusted-keys-unusable";
  readonly kind = "invalid";
  readonly reason = "VerificationError";
  constructor(readonly data: { readonly secret: string; readonly problems: readonly string[] }) {
    super(
      `public keys secret error: Secret ${data.secret} ${data.problems.join("; ")}. Correct spec.verify.secretRef, or the Secret. ` +
        "What was applied stays applied.",
    );
  }
}

/** Whether an error is about signatures: then the condition `SourceVerified` says so as well. */
export const isAboutSignatures = (error: FetchError): boolean =>
  error instanceof SignatureRefused || error instanceof TagNotSigned || error instanceof TrustedKeysUnusable;
