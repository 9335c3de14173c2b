import { GroundworkError } from "../../lib/index.ts";

/** There is no `helm` on the search path of the run. */
export class HelmMissing extends GroundworkError {
  readonly code = "helm-missing";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly token: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.token} needs Helm, and there is no helm on PATH. Install Helm 3.14 or newer with: brew install helm, ` +
        "or with: go install helm.sh/helm/v4/cmd/helm@latest",
      options,
    );
  }
}

/** `helm` was run and did not do what it was asked for. */
export class HelmFailed extends GroundworkError {
  readonly code = "helm-failed";
  readonly kind = "failed";
  constructor(
    readonly data: {
      /** For example `install`. */
      readonly command: string;
      /** For example `ended with exit code 1`. */
      readonly problem: string;
      /** The end of what it wrote to standard error. */
      readonly words: string;
    },
  ) {
    super(
      `helm ${data.command} ${data.problem}${data.words === "" ? "" : `: ${data.words}`}. ` +
        "Correct the chart or its values, and run the same command again.",
    );
  }
}
