import { stat } from "node:fs/promises";
import path from "node:path";
import type { ManifestsOnDisk, OpenedComparison } from "../cli/index.ts";
import type { ComparableClusters } from "../cluster/index.ts";
import { comparableClusters } from "../cluster/kubernetes/index.ts";
import { NoCheckout, NotARepository } from "../git/index.ts";
import { checkoutFiles } from "../git/isomorphic/index.ts";
import { type Ambient, ambientHere, credentialPlugins } from "../kubernetes/kubeconfig/index.ts";
import { folderTree, systemClock } from "../lib/index.ts";
import { kustomizeBuilder } from "../manifests/kustomize/index.ts";

/** What the comparison of a folder with a cluster works with. */
export function openComparison(environment: NodeJS.ProcessEnv): OpenedComparison {
  return {
    clusters: clustersToCompare(environment),
    manifests: kustomizeBuilder({ environment }),
    clock: systemClock,
    manifestsAt: (folder) => manifestsAt(folder, environment),
  };
}

/** Clusters by the kubeconfigs of this machine, with the credential plugins that they name. */
export function clustersToCompare(environment: NodeJS.ProcessEnv): ComparableClusters {
  return comparableClusters({
    plugins: credentialPlugins({ environment }),
    ambient: ambientHere(ambientIn(environment)),
  });
}

function ambientIn({ KUBECONFIG, HOME, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT }: NodeJS.ProcessEnv): Ambient {
  return {
    listed: KUBECONFIG,
    home: HOME,
    inCluster: { host: KUBERNETES_SERVICE_HOST, port: KUBERNETES_SERVICE_PORT },
  };
}

/** Kustomizations may use what is beside their folder: all of the checkout that it is in, or the folder alone. */
async function manifestsAt(folder: string, environment: NodeJS.ProcessEnv): Promise<ManifestsOnDisk> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere) return { tree: folderTree(folder), folder: "" };
  try {
    const checkout = await checkoutFiles(folder, environment);
    const relative = path.relative(checkout.folder, folder);
    return { tree: checkout.tree, folder: relative.split(path.sep).join("/") };
  } catch (thrown) {
    if (thrown instanceof NotARepository || thrown instanceof NoCheckout)
      return { tree: folderTree(folder), folder: "" };
    throw thrown;
  }
}
