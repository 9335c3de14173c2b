import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { RestClient } from "../../../../kubernetes/client/index.ts";
import { textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";

const lifetimeSeconds = 3600;

/** Where a pod finds who it is, as under `/var/run/secrets/kubernetes.io/serviceaccount`. */
export interface ServiceAccountFolder {
  readonly folder: string;
  /** When the token should be renewed, well before it ends. */
  readonly renewInMs: number;
}

/** Writes token, CA and namespace of a pod's service account, or renews the token in the folder that is there. */
export async function writeServiceAccount(
  client: RestClient,
  pod: KubernetesObject,
  { folder, caCertificate }: { readonly folder: string; readonly caCertificate: string },
): Promise<ServiceAccountFolder> {
  const account = textAt(pod, "spec", "serviceAccountName") ?? "default";
  const { namespace = "default", name, uid } = pod.metadata;
  const answer = await client.request({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: lifetimeSeconds, boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid } },
    },
  });
  const expires = Date.parse(textAt(answer, "status", "expirationTimestamp") ?? "");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, "ca.crt"), caCertificate);
  await writeFile(path.join(folder, "namespace"), namespace);
  await writeFileAtomic(path.join(folder, "token"), textAt(answer, "status", "token") ?? "", { mode: 0o600 });
  const lifetimeMs = Number.isNaN(expires) ? lifetimeSeconds * 1000 : expires - Date.now();
  return { folder, renewInMs: Math.max(1000, lifetimeMs * 0.8) };
}
