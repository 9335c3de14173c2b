import type { Config, Output } from "@pulumi/pulumi";
import type { DesiredSync } from "../src/desired/index.ts";
import { GroundworkError } from "../src/lib/index.ts";

/** An environment names a cluster by a kubeconfig that the stack's configuration does not hold. */
export class KubeconfigMissing extends GroundworkError {
  readonly code = "kubeconfig-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly key: string }) {
    super(
      `The kubeconfig of the cluster that is kept in sync is missing in the stack's configuration. Run: ` +
        `pulumi config set --secret groundwork:${data.key} < <file>, with the kubeconfig of an account that may install the sync agent.`,
    );
  }
}

/** A rehearsal would change a cluster that is no rehearsal's. */
export class ClusterNotRehearsed extends GroundworkError {
  readonly code = "cluster-not-rehearsed";
  readonly kind = "refused";
  constructor(readonly data: { readonly key: string }) {
    super(
      `The cluster that is kept in sync is named by the kubeconfig groundwork:${data.key}, and a rehearsal changes nothing outside of this ` +
        "machine. Bring the environment up without --local, or declare a cluster for the rehearsal in an environment of its own.",
    );
  }
}

/**
 * The kubeconfig of a cluster that the environment does not declare; `undefined` where it declares the cluster. A secret, also where
 * the configuration holds it in clear.
 *
 * @throws {KubeconfigMissing} @throws {ClusterNotRehearsed}
 */
export function kubeconfigIn(
  config: Pick<Config, "get" | "getSecret">,
  { kubeconfig: key }: DesiredSync,
): Output<string> | undefined {
  if (key === undefined) return undefined;
  if (config.get("rehearsal") === "true") throw new ClusterNotRehearsed({ key });
  const kubeconfig = config.getSecret(key);
  if (kubeconfig === undefined) throw new KubeconfigMissing({ key });
  return kubeconfig;
}
