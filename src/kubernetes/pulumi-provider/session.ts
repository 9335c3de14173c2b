import { type JsonObject, keptPromise, type Logger, silentLogger } from "../../lib/index.ts";
import { ApiUnavailable, type Resource, RestClient } from "../client/index.ts";
import type { HelmCaller } from "../helm/index.ts";
import { activeCluster, ambientKubeconfig, givenKubeconfig, KubeconfigUnusable, nowhere } from "../kubeconfig/index.ts";
import { type Cluster, clusterOf } from "./cluster.ts";
import { connectionTo, kubeconfigFor } from "./connection.ts";
import type { KubernetesProviderOptions } from "./options.ts";
import type { ProviderConfig } from "./provider-config.ts";
import { type GroupVersionKind, isBuiltIn } from "./resource-type.ts";

/** A configured provider: its settings, and its cluster, which is connected to when it is first needed. */
export interface Session {
  readonly config: ProviderConfig;
  readonly defaultNamespace: string;
  readonly logger: Logger;
  /** Where Helm is run; absent where it must not be. */
  readonly helm: HelmCaller | undefined;
  /** Of the program, which relative paths start at. */
  readonly folder: string | undefined;
  /** @throws {KubeconfigUnusable} @throws {CredentialPluginRefused} */
  cluster(): Promise<Cluster>;
  /** A kubeconfig of this cluster alone, for another program. It holds credentials. @throws as {@link cluster} */
  kubeconfig(): Promise<JsonObject>;
  /** Whether objects of a kind have a namespace, as far as that can be known: what is unknown is taken to have one. */
  isNamespaced(kind: GroupVersionKind): Promise<boolean>;
  /** Where a kind is, for previews: `undefined` when there is no cluster yet, it does not answer, or it has no such kind. */
  preview(kind: GroupVersionKind): Promise<{ readonly cluster: Cluster; readonly resource: Resource } | undefined>;
}

const clusterWide: ReadonlySet<string> = new Set(
  `Namespace Node PersistentVolume ComponentStatus ClusterRole ClusterRoleBinding CustomResourceDefinition StorageClass
  VolumeAttachment VolumeAttributesClass CSIDriver CSINode PriorityClass RuntimeClass IngressClass IPAddress ServiceCIDR APIService
  MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
  MutatingAdmissionPolicy MutatingAdmissionPolicyBinding CertificateSigningRequest ClusterTrustBundle FlowSchema
  PriorityLevelConfiguration DeviceClass ResourceSlice TokenReview SubjectAccessReview SelfSubjectAccessReview
  StorageVersionMigration`.split(/\s+/),
);

export async function sessionOf(config: ProviderConfig, options: KubernetesProviderOptions): Promise<Session> {
  const logger = options.logger ?? silentLogger;

  async function active() {
    if (!config.clusterKnown) throw new KubeconfigUnusable({ why: "it is not known before the cluster exists" });
    const { kubeconfig } = config;
    const found =
      kubeconfig === undefined
        ? await ambientKubeconfig(options.ambient ?? nowhere)
        : await givenKubeconfig(kubeconfig);
    return activeCluster(found, config);
  }

  async function connect(): Promise<Cluster> {
    const connection = await connectionTo(await active(), options.resolveCluster);
    return clusterOf(new RestClient(connection, { retryDelays: [] }));
  }

  // A kubeconfig that could not be read may be there at the next call.
  const cluster = keptPromise(connect);

  async function contextNamespace(): Promise<string | undefined> {
    try {
      return (await active()).namespace;
    } catch {
      return undefined; // The error is reported when the cluster is needed; the namespace has a default.
    }
  }

  return {
    config,
    logger,
    helm: options.helm,
    folder: options.helm?.folder,
    cluster,
    kubeconfig: async () => await kubeconfigFor(await active(), options.resolveCluster),
    defaultNamespace: config.namespace ?? (await contextNamespace()) ?? "default",
    isNamespaced: async (kind) => {
      if (isBuiltIn(kind.group)) return !clusterWide.has(kind.kind);
      const resource = await ifReachable(logger, async () =>
        config.clusterKnown ? (await cluster()).locate(kind) : undefined,
      );
      return resource?.namespaced ?? true;
    },
    preview: async (kind) => {
      if (!config.clusterKnown) return undefined;
      const found = await cluster();
      const resource = await ifReachable(logger, () => found.locate(kind));
      return resource === undefined ? undefined : { cluster: found, resource };
    },
  };
}

/** What `ask` finds, or `undefined` when the cluster does not answer: previews go on without it. */
async function ifReachable<Found>(logger: Logger, ask: () => Promise<Found | undefined>): Promise<Found | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof ApiUnavailable)) throw thrown;
    logger.warn({ server: thrown.data.server, why: thrown.data.reason }, "cluster is unreachable");
    return undefined;
  }
}
