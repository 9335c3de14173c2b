import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";

export interface AgentArgs {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether webhooks are served. */
  readonly receiver: boolean;
}

const NAME = "groundwork-agent";
/** As Flux names it, so that what leads there from outside stays the same with either agent. */
const WEBHOOKS = "webhook-receiver";
const webhookPort = { name: "http-webhook", containerPort: 9292 };
const IMAGE = "ghcr.io/groundwork-dev/agent:0.1.0";

/**
 * Groundwork's own sync agent: one replica with the rights of the cluster's administrator, because manifests in Git may
 * contain any object.
 */
export class Agent extends ComponentResource {
  constructor(name: string, { namespace, labels, receiver }: AgentArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Agent", name, {}, options);
    const selector = { "app.kubernetes.io/name": NAME };
    const metadata = { name: NAME, namespace, labels: { ...labels, ...selector } };

    const account = new ServiceAccount(NAME, { metadata }, { parent: this });
    const binding = new ClusterRoleBinding(
      NAME,
      {
        metadata: { name: NAME, labels: { ...labels, ...selector } },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ kind: "ServiceAccount", name: NAME, namespace }],
      },
      { parent: this },
    );
    new Deployment(
      NAME,
      {
        metadata,
        spec: {
          replicas: 1,
          strategy: { type: "Recreate" },
          selector: { matchLabels: selector },
          template: {
            metadata: { labels: { ...labels, ...selector } },
            spec: {
              serviceAccountName: NAME,
              priorityClassName: "system-cluster-critical",
              securityContext: { runAsNonRoot: true, fsGroup: 1337, seccompProfile: { type: "RuntimeDefault" } },
              containers: [
                {
                  name: "agent",
                  image: IMAGE,
                  env: [{ name: "RUNTIME_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }],
                  ...(receiver && { args: ["--receiver=on"] }),
                  ports: [{ name: "http", containerPort: 8080 }, ...(receiver ? [webhookPort] : [])],
                  livenessProbe: { httpGet: { path: "/healthz", port: "http" } },
                  resources: { requests: { cpu: "50m", memory: "96Mi" }, limits: { memory: "512Mi" } },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                  },
                  volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
                },
              ],
              volumes: [{ name: "tmp", emptyDir: {} }],
            },
          },
        },
      },
      { parent: this, dependsOn: [account, binding] },
    );
    if (receiver)
      new Service(
        WEBHOOKS,
        {
          metadata: { ...metadata, name: WEBHOOKS },
          spec: { selector, ports: [{ name: "http", port: 80, targetPort: webhookPort.name }] },
        },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
