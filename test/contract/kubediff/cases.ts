import type { ObjectVerdict } from "../../../src/change/index.ts";
import {
  aggregated,
  autoscaler,
  configMap,
  container,
  deployment,
  endpoints,
  env,
  requests,
  role,
  secret,
  service,
  statefulSet,
  toleration,
  webhooks,
} from "./manifests.ts";

/** One write to the cluster before it is compared. `$NS` stands for the test's namespace. */
export interface Write {
  readonly by: string;
  /** `update` creates the object, or merges into it. */
  readonly as: "apply" | "update";
  readonly object: Manifest;
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export interface Expected {
  readonly verdict: ObjectVerdict;
  /** Paths of the last object that differ. */
  readonly paths?: readonly string[];
  /** A part of the last object's problem or note. */
  readonly says?: RegExp;
  readonly missing?: true;
  /** Managers that own fields beside Git. */
  readonly others?: readonly string[];
}

export interface KubediffCase {
  readonly title: string;
  readonly writes?: readonly Write[];
  readonly git: readonly Manifest[];
  /** The user by whom it is compared. @default an administrator */
  readonly as?: string;
  readonly exact: Expected;
  /** As the exact one when left out. */
  readonly readOnly?: Expected;
  /** What `kubectl diff --server-side` says where it is wrong, or cannot tell, and why. */
  readonly kubectl?: { readonly verdict: ObjectVerdict; readonly because: string };
}

export const agent = "groundwork-agent";
const kubectl = "kubectl-client-side-apply";

const inSync: Expected = { verdict: "in-sync" };
const diverged = (...paths: readonly string[]): Expected => ({ verdict: "diverged", paths });
const applied = (object: Manifest): Write => ({ by: agent, as: "apply", object });
const written = (by: string, object: Manifest): Write => ({ by, as: "update", object });

const large = "a".repeat(300_000);
const ciphertext = "ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]";
const sealed = (content: object): Manifest => secret({ ...content, sops: { age: [], mac: ciphertext } });

/** The false positives and false negatives that comparisons of manifests with clusters are known for. */
export const kubediffCases: readonly KubediffCase[] = [
  {
    title: "cannot tell what is encrypted with SOPS, and does not take the ciphertext for it",
    writes: [applied(secret({ data: { password: "aHVudGVyMjI=" } }))],
    git: [sealed({ stringData: { password: ciphertext } })],
    exact: { verdict: "unknown", says: /is encrypted with SOPS, so that its values cannot be compared here/ },
  },
  {
    title: "misses what is encrypted with SOPS and is not there",
    git: [sealed({ stringData: { password: ciphertext } })],
    exact: { verdict: "diverged", missing: true },
    kubectl: { verdict: "unknown", because: "it sends the sops block, which the server refuses" },
  },
  {
    title: "takes quantities that are spelled otherwise for the same",
    writes: [applied(deployment(requests("1000m")))],
    git: [deployment(requests("1"))],
    exact: inSync,
  },
  {
    title: "takes a quantity as a number for the same as its text",
    writes: [applied(deployment(requests("500m")))],
    git: [deployment(requests(0.5))],
    exact: inSync,
  },
  {
    title: "takes a port without a protocol for one of TCP",
    writes: [applied(service([{ port: 80, protocol: "TCP" }]))],
    git: [service([{ port: 80 }])],
    exact: inSync,
  },
  {
    title: "tells ports of TCP and of UDP with one number apart",
    writes: [
      applied(
        service([
          { name: "a", port: 53, protocol: "TCP" },
          { name: "b", port: 53, protocol: "UDP" },
        ]),
      ),
    ],
    git: [
      service([
        { name: "a", port: 53 },
        { name: "b", port: 53, protocol: "UDP" },
      ]),
    ],
    exact: inSync,
  },
  {
    title: "compares stringData with the data that it became",
    writes: [applied(secret({ data: { password: "aHVudGVyMjI=" } }))],
    git: [secret({ stringData: { password: "hunter22" } })],
    exact: inSync,
  },
  {
    title: "sees a key that has left stringData, and shows no value",
    writes: [applied(secret({ data: { password: "aHVudGVyMjI=", user: "YWRh" } }))],
    git: [secret({ stringData: { user: "ada" } })],
    exact: diverged(".data.password"),
  },
  {
    title: "takes a null in data for the empty text",
    writes: [applied(configMap({ a: null }))],
    git: [configMap({ a: null })],
    exact: inSync,
  },
  {
    title: "takes an empty map, and an empty list, for one that is not there",
    writes: [applied(deployment({ containers: [container({ env: [], args: [] })], nodeSelector: {} }))],
    git: [deployment({ containers: [container({ env: [], args: [] })], nodeSelector: {} })],
    exact: inSync,
  },
  {
    title: "leaves the order in which an autoscaler's metrics stand",
    writes: [applied(autoscaler(["memory", "cpu"]))],
    git: [autoscaler(["cpu", "memory"])],
    exact: inSync,
    kubectl: { verdict: "diverged", because: "it compares the order, which has no meaning" },
  },
  {
    title: "leaves replicas to the autoscaler where Git declares none",
    writes: [
      applied(deployment({ containers: [container()] })),
      written("kube-controller-manager", { ...deployment({ containers: [container()] }), spec: { replicas: 5 } }),
    ],
    git: [deployment({ containers: [container()] })],
    exact: inSync,
  },
  {
    title: "sees replicas that an autoscaler has changed where Git declares them",
    writes: [
      applied(deployment({ containers: [container()] }, { replicas: 2 })),
      written("kube-controller-manager", { ...deployment({ containers: [container()] }), spec: { replicas: 5 } }),
    ],
    git: [deployment({ containers: [container()] }, { replicas: 2 })],
    exact: diverged(".spec.replicas"),
  },
  {
    title: "takes rules without an item for none",
    writes: [applied(role({}))],
    git: [role({ rules: [] })],
    exact: inSync,
  },
  {
    title: "leaves the rules that a controller gathers for an aggregated role",
    writes: [
      applied(aggregated([])),
      written("kube-controller-manager", aggregated([{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }])),
    ],
    git: [aggregated([])],
    exact: inSync,
    kubectl: { verdict: "diverged", because: "applying rules takes them from the controller, which writes them again" },
  },
  {
    title: "leaves the bundle that another manager puts into a webhook",
    writes: [applied(webhooks()), written("cainjector", webhooks({ caBundle: "Zm9v" }))],
    git: [webhooks()],
    exact: inSync,
  },
  {
    title: "leaves a status that is committed out",
    writes: [applied(deployment({ containers: [container()] }))],
    git: [{ ...deployment({ containers: [container()] }), status: { replicas: 9 } }],
    exact: inSync,
  },
  {
    title: "leaves out what the server notes on an object",
    writes: [applied(configMap({ a: "1" }))],
    git: [configMap({ a: "1" }, { resourceVersion: "1", uid: "1-2-3", generation: 7, creationTimestamp: null })],
    exact: inSync,
    kubectl: { verdict: "unknown", because: "it sends the version, which is an old one" },
  },
  {
    title: "sees what left an object that client-side apply made",
    writes: [written(kubectl, deployment({ containers: [container(), { name: "sidecar", image: "busybox:1" }] }))],
    git: [deployment({ containers: [container()] })],
    exact: diverged(".spec.template.spec.containers[name=sidecar]"),
    kubectl: { verdict: "in-sync", because: "it migrates no ownership before its dry run" },
  },
  {
    title: "leaves the defaults of an object that client-side apply made",
    writes: [written(kubectl, deployment({ containers: [container()] }))],
    git: [deployment({ containers: [container()] })],
    exact: inSync,
  },
  {
    title: "sees what left an object that kubectl applied on the server",
    writes: [{ by: "kubectl", as: "apply", object: configMap({ a: "1", b: "2" }) }],
    git: [configMap({ a: "1" })],
    exact: diverged(".data.b"),
    kubectl: { verdict: "in-sync", because: "it is told the manager of the agent, which owns nothing yet" },
  },
  {
    title: "sees a label that kubectl has put on an object of the agent",
    writes: [applied(configMap({ a: "1" })), written("kubectl-label", configMap({}, { labels: { by: "hand" } }))],
    git: [configMap({ a: "1" })],
    exact: { verdict: "diverged" },
    kubectl: { verdict: "in-sync", because: "it migrates no ownership before its dry run" },
  },
  {
    title: "names fields of other managers, which stay",
    writes: [applied(configMap({ a: "1" })), written("operator", configMap({ b: "2" }))],
    git: [configMap({ a: "1" })],
    exact: { verdict: "in-sync", others: ["operator"] },
  },
  {
    title: "takes a field that another manager has applied as well for the same",
    writes: [
      applied(configMap({ a: "1" })),
      { by: "keda", as: "apply", object: configMap({ a: "1" }) },
      written("operator", configMap({}, { annotations: { seen: "now" } })),
    ],
    git: [configMap({ a: "1" })],
    exact: { verdict: "in-sync", others: ["operator"] },
  },
  {
    title: "compares an object that is larger than the annotation of client-side apply may be",
    writes: [applied(configMap({ a: large }))],
    git: [configMap({ a: large })],
    exact: inSync,
  },
  {
    title: "sees a value that another manager has changed",
    writes: [applied(configMap({ a: "1" })), written("operator", configMap({ a: "2" }))],
    git: [configMap({ a: "1" })],
    exact: diverged(".data.a"),
  },
  {
    title: "sees a variable that has left a container",
    writes: [applied(deployment(env({ name: "A", value: "1" }, { name: "B", value: "2" })))],
    git: [deployment(env({ name: "A", value: "1" }))],
    exact: diverged(".spec.template.spec.containers[name=web].env[name=B]"),
  },
  {
    title: "sees a reference that became a value",
    writes: [applied(deployment(env({ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } })))],
    git: [deployment(env({ name: "A", value: "1" }))],
    exact: { verdict: "diverged" },
  },
  {
    title: "sees containers in another order",
    writes: [applied(deployment({ containers: [container(), { name: "sidecar", image: "busybox:1" }] }))],
    git: [deployment({ containers: [{ name: "sidecar", image: "busybox:1" }, container()] })],
    exact: diverged(".spec.template.spec.containers"),
  },
  {
    title: "sees the order of a list that is replaced as one",
    writes: [applied(deployment({ containers: [container()], tolerations: [toleration("a"), toleration("b")] }))],
    git: [deployment({ containers: [container()], tolerations: [toleration("b"), toleration("a")] })],
    exact: { verdict: "diverged" },
  },
  {
    title: "takes a field that returns to its default for the same",
    writes: [applied(deployment({ containers: [container()] }, { replicas: 1, revisionHistoryLimit: 10 }))],
    git: [deployment({ containers: [container()] })],
    exact: inSync,
  },
  {
    title: "leaves the defaults in templates of claims",
    writes: [applied(statefulSet)],
    git: [statefulSet],
    exact: inSync,
  },
  {
    title: "leaves the order of endpoints",
    writes: [applied(endpoints("10.0.0.1", "10.0.0.2"))],
    git: [endpoints("10.0.0.2", "10.0.0.1")],
    exact: inSync,
    kubectl: { verdict: "diverged", because: "it compares the order, which has no meaning" },
  },
  {
    title: "says of a field that cannot be changed why",
    writes: [applied(deployment({ containers: [container()] }))],
    git: [
      {
        ...deployment({ containers: [container()] }),
        spec: {
          selector: { matchLabels: { app: "other" } },
          template: { metadata: { labels: { app: "other" } }, spec: { containers: [container()] } },
        },
      },
    ],
    exact: { verdict: "diverged", says: /spec\.selector cannot be changed/ },
    readOnly: { verdict: "diverged" },
    kubectl: { verdict: "unknown", because: "a dry run that is refused is all that it tells" },
  },
  {
    title: "calls an object unknown whose field its kind does not have",
    writes: [applied(deployment({ containers: [container()] }))],
    git: [deployment({ containers: [container({ imagee: "x" })] })],
    exact: { verdict: "unknown", says: /field not declared in schema/ },
  },
  {
    title: "calls an object unknown whose field has a wrong type",
    writes: [applied(deployment({ containers: [container()] }))],
    git: [deployment({ containers: [container()] }, { replicas: "two" })],
    exact: { verdict: "unknown", says: /expected/ },
  },
  {
    title: "calls an object unknown with two items of one key",
    writes: [applied(deployment({ containers: [container()] }))],
    git: [deployment(env({ name: "A", value: "1" }, { name: "A", value: "2" }))],
    exact: { verdict: "unknown", says: /duplicate entries for/ },
  },
  {
    title: "calls an object unknown whose kind is not served",
    git: [{ apiVersion: "example.com/v1", kind: "Nothing", metadata: { name: "x" } }],
    exact: { verdict: "unknown", says: /no matches for kind/ },
  },
  {
    title: "names an object that is missing",
    git: [configMap({ a: "1" })],
    exact: { verdict: "diverged", missing: true },
  },
  {
    title: "names a Job that was removed after its time",
    git: [
      {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: "migrate" },
        spec: {
          ttlSecondsAfterFinished: 60,
          template: { spec: { restartPolicy: "Never", containers: [container()] } },
        },
      },
    ],
    exact: { verdict: "diverged", missing: true },
  },
  {
    title: "expects an object whose namespace comes with the same change",
    git: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "$NS-new" } },
      configMap({ a: "1" }, { namespace: "$NS-new" }),
    ],
    exact: { verdict: "diverged", missing: true, says: /namespace comes with the same change/ },
    readOnly: { verdict: "diverged", missing: true },
    kubectl: { verdict: "unknown", because: "its dry run needs the namespace" },
  },
  {
    title: "expects an object whose kind comes with the same change",
    git: [
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "gadgets.example.com" },
        spec: {
          group: "example.com",
          scope: "Namespaced",
          names: { plural: "gadgets", singular: "gadget", kind: "Gadget", listKind: "GadgetList" },
          versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
        },
      },
      { apiVersion: "example.com/v1", kind: "Gadget", metadata: { name: "x" } },
    ],
    exact: { verdict: "diverged", missing: true, says: /kind comes with the same change/ },
    kubectl: { verdict: "unknown", because: "the kind is not served yet" },
  },
  {
    title: "leaves an object alone that is annotated so in the cluster",
    writes: [applied(configMap({ a: "1" }, { annotations: { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" } }))],
    git: [configMap({ a: "2" })],
    exact: { verdict: "in-sync", says: /left alone/ },
    kubectl: { verdict: "diverged", because: "it does not know the annotation" },
  },
];
