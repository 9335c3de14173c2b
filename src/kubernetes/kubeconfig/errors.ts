import { GroundworkError } from "../../lib/index.ts";

/** A kubeconfig says nothing usable about which cluster is meant, or who speaks to it. Its content is never quoted. */
export class KubeconfigUnusable extends GroundworkError {
  readonly code = "kubeconfig-unusable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly why: string },
    options?: ErrorOptions,
  ) {
    super(
      `The kubeconfig cannot be used: ${data.why}. Give one with a cluster, a user and a context: ` +
        "a provider resource as its `kubeconfig` (content or path), the sync agent with --kubeconfig.",
      options,
    );
  }
}

/** A kubeconfig asks for a program that gets credentials, where no program may be run. */
export class CredentialPluginRefused extends GroundworkError {
  readonly code = "credential-plugin-refused";
  readonly kind = "refused";
  constructor(readonly data: { readonly server: string; readonly plugin: string }) {
    super(
      `The kubeconfig for ${data.server} gets its credentials from ${data.plugin}, which neither the sync agent nor the ` +
        "kubernetes provider runs, and the server is no cluster of the local cloud. " +
        "Start the local cloud with `groundwork local up`, or use a kubeconfig with a token or a client certificate.",
    );
  }
}

/** The program that a kubeconfig gets its credentials from is not installed. */
export class CredentialPluginMissing extends GroundworkError {
  readonly code = "credential-plugin-missing";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly server: string; readonly plugin: string; readonly installHint: string | undefined },
    options?: ErrorOptions,
  ) {
    super(
      `The kubeconfig for ${data.server} gets its credentials from ${data.plugin}, which is not on the PATH. ` +
        `Install it${data.installHint === undefined ? "." : `: ${data.installHint}`}`,
      options,
    );
  }
}

/** The program that a kubeconfig gets its credentials from ended with an error, or did not end. */
export class CredentialPluginFailed extends GroundworkError {
  readonly code = "credential-plugin-failed";
  readonly kind = "unknown";
  constructor(
    /** `words`: the end of what it wrote to standard error, without values of its environment. */
    readonly data: {
      readonly server: string;
      readonly plugin: string;
      readonly problem: string;
      readonly words: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `${data.plugin}, from which the kubeconfig for ${data.server} gets its credentials, ${data.problem}` +
        `${data.words === "" ? "" : `: ${data.words}`}. Run it by hand to log in, then run again.`,
      options,
    );
  }
}

/** A credential plugin ended well, and what it printed gives no credentials. What it printed is not quoted. */
export class CredentialPluginAnswerUnusable extends GroundworkError {
  readonly code = "credential-plugin-answer-unusable";
  readonly kind = "unknown";
  constructor(readonly data: { readonly server: string; readonly plugin: string; readonly problem: string }) {
    super(
      `${data.plugin}, from which the kubeconfig for ${data.server} gets its credentials, printed something else: ` +
        `${data.problem}. Install a version that fits the kubeconfig's apiVersion.`,
    );
  }
}

/** A credential plugin that asks a person, where no person can be asked. */
export class CredentialPluginNeedsTerminal extends GroundworkError {
  readonly code = "credential-plugin-needs-terminal";
  readonly kind = "refused";
  constructor(readonly data: { readonly server: string; readonly plugin: string }) {
    super(
      `The kubeconfig for ${data.server} gets its credentials from ${data.plugin}, which wants a terminal ` +
        "(interactiveMode: Always); it gets none here. Use a login of the plugin that asks for nothing, such as a service account.",
    );
  }
}
