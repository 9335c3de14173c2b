import { GroundworkError } from "../../lib/index.ts";

/** What is to install Flux cannot be used: each problem names its place. */
export class FluxManifestsInvalid extends GroundworkError {
  readonly code = "flux-manifests-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly source: string; readonly problems: readonly string[] }) {
    super(
      `Flux cannot be installed from ${data.source}: ${data.problems.join("; ")}. ` +
        "Write there what installs Flux, for example the output of: flux install --export",
    );
  }
}

/** The file of manifests that was declared is another one now. */
export class FluxDigestMismatch extends GroundworkError {
  readonly code = "flux-digest-mismatch";
  readonly kind = "refused";
  constructor(readonly data: { readonly source: string; readonly declared: string; readonly found: string }) {
    super(
      `${data.source} has the digest ${data.found}, and ${data.declared} is declared: nothing was installed. ` +
        "Look at what has changed in the file; if it is meant, write the new digest as spec.sync.flux.digest.",
    );
  }
}

/** The file of manifests cannot be fetched from its address. */
export class FluxManifestsUnreachable extends GroundworkError {
  readonly code = "flux-manifests-unreachable";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly url: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The manifests that install Flux cannot be fetched from ${data.url}: ${data.problem}. Try again, or add the file to the repository ` +
        "and name it in spec.sync.flux.manifests, so that nothing has to be fetched.",
      options,
    );
  }
}
