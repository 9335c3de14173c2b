import type { Part } from "./part.ts";

const pulumiVersion = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const kubernetesVersion = "k8s.io/component-base/version";
const kubernetes134 = {
  [`${kubernetesVersion}.gitVersion`]: "v1.34.1",
  [`${kubernetesVersion}.gitMajor`]: "1",
  [`${kubernetesVersion}.gitMinor`]: "34",
};

/** In the order in which they are built. */
export const realParts = {
  pulumi: {
    name: "pulumi",
    title: "the Pulumi CLI",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: "v3.256.0",
    variables: { [pulumiVersion]: "v3.256.0" },
  },
  // Releases after this one are in a module that replaces its dependencies by folders, which no other module can build.
  languageHost: {
    name: "pulumi-language-nodejs",
    title: "Pulumi's language host for Node",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: "v3.60.0",
    variables: { [pulumiVersion]: "v3.60.0" },
  },
  kustomizeReads: {
    name: "kustomize-reads",
    title: "kustomize's Go API with a recording file system",
    package: ".",
    version: "v0.20.1",
  },
  sourceIgnore: {
    name: "source-ignore",
    title: "Flux's library sourceignore",
    package: ".",
    version: "v0.18.0",
  },
  fluxBuilds: {
    name: "flux-builds",
    title: "the build of Flux's kustomize-controller",
    package: ".",
    version: "v1.35.7",
  },
  kubernetesJson: {
    name: "kubernetes-json",
    title: "Kubernetes' Go types, asked how they are encoded",
    package: ".",
    version: "v0.34.1",
  },
  publishedDefinitions: {
    name: "published-definitions",
    title: "the CustomResourceDefinitions of the Gateway API and of cert-manager",
    package: ".",
    version: "v1.6.3 and v1.21.2",
    static: [
      { module: "sigs.k8s.io/gateway-api", folders: ["config/crd/standard", "config/crd/experimental"] },
      { module: "github.com/cert-manager/cert-manager", folders: ["deploy/crds"] },
    ],
  },
  actionlint: {
    name: "actionlint",
    title: "actionlint",
    package: "github.com/rhysd/actionlint/cmd/actionlint",
    version: "v1.7.12",
  },
  // Without the many clients of clouds that it finds targets with: the suites name theirs, and they are most of its build.
  promtool: {
    name: "promtool",
    folder: "prometheus",
    title: "promtool",
    package: "github.com/prometheus/prometheus/cmd/promtool",
    version: "v3.13.5",
    tags: ["remove_all_sd"],
  },
  prometheus: {
    name: "prometheus",
    title: "Prometheus",
    package: "github.com/prometheus/prometheus/cmd/prometheus",
    version: "v3.13.5",
    tags: ["remove_all_sd"],
  },
  // Without its version the server calls itself v0.0.0, and clients compare that with their own.
  kubeApiServer: {
    name: "kube-apiserver",
    title: "the Kubernetes API server",
    package: "k8s.io/kubernetes/cmd/kube-apiserver",
    version: "v1.34.1",
    variables: kubernetes134,
  },
  etcd: {
    name: "etcd",
    title: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    version: "v3.6.5",
  },
  sourceController: {
    name: "source-controller",
    folder: "flux",
    title: "Flux's source-controller",
    package: "github.com/fluxcd/source-controller",
    version: "v1.9.6",
    static: { module: "github.com/fluxcd/source-controller", folders: ["config/crd/bases"] },
  },
  kustomizeController: {
    name: "kustomize-controller",
    folder: "flux",
    title: "Flux's kustomize-controller",
    package: "github.com/fluxcd/kustomize-controller",
    version: "v1.9.6",
    static: { module: "github.com/fluxcd/kustomize-controller", folders: ["config/crd/bases"] },
  },
  // Its release lacks the manifests that it embeds; only `install` and `bootstrap` read them.
  flux: {
    name: "flux",
    folder: "flux-cli",
    title: "the flux CLI",
    package: "github.com/fluxcd/flux2/v2/cmd/flux",
    version: "v2.9.5",
    variables: { "main.VERSION": "2.9.5" },
    completed: { module: "github.com/fluxcd/flux2/v2", files: { "cmd/flux/manifests/none.yaml": "" } },
  },
  // Later releases are of a module named gitea.dev.
  gitea: {
    name: "gitea",
    title: "Gitea",
    package: "code.gitea.io/gitea",
    version: "1.26.0",
    variables: { "main.Version": "1.26.0" },
    tags: ["sqlite", "sqlite_unlock_notify"],
    cgo: true,
    static: { module: "code.gitea.io/gitea", folders: ["options", "public", "templates"] },
  },
  // Gitea's own runner is made from it, and served by no public proxy of Go modules.
  act: {
    name: "act",
    title: "act",
    package: "github.com/nektos/act",
    version: "v0.2.89",
  },
  // Last, since few suites need it. From the versions of the API server, so that most of its packages are in Go's build cache then.
  kubeControllerManager: {
    name: "kube-controller-manager",
    title: "Kubernetes' controller manager",
    package: "k8s.io/kubernetes/cmd/kube-controller-manager",
    version: "v1.34.1",
    variables: kubernetes134,
  },
} as const satisfies Record<string, Part>;

/** Names of {@link realParts}. */
export type PartKey = keyof typeof realParts;
