import { stringify } from "yaml";
import type { RunningCluster } from "../../cluster/index.ts";

/** A kubeconfig with one context, whose name says that the cluster is local. */
export function kubeconfigOf({ id, endpoint, caCertificate, adminToken }: RunningCluster): string {
  const name = `groundwork-local-${id.slice(id.lastIndexOf("/") + 1)}`;
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [
      {
        name,
        cluster: {
          server: `https://${endpoint}`,
          "certificate-authority-data": Buffer.from(caCertificate).toString("base64"),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: { token: adminToken } }],
  });
}
