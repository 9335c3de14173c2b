import type { Case, Cluster } from "../case.ts";
import { configMap, deployment } from "./manifests.ts";

const merge = "application/merge-patch+json";
/** A change in the name of a program, as it makes it. */
const edit =
  (manager: string, path: string, patch: object) =>
  async ({ http, namespace }: Cluster): Promise<void> => {
    const { status, body } = await http.send(
      "PATCH",
      `/${path.replace("NAMESPACE", namespace)}?fieldManager=${manager}`,
      patch,
      { "content-type": merge },
    );
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  };
/** What was there before either agent. */
const handmade = (namespace: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", namespace },
  data: { k: "0", more: "2" },
});
/** Applied by the server in the name of a program. */
const applied =
  (fieldManager: string) =>
  async ({ api, namespace }: Cluster): Promise<void> => {
    const resource = await api.resourceOf("v1", "ConfigMap");
    await api.apply({ resource, namespace, name: "a" }, handmade(namespace), { fieldManager });
  };
const map = "api/v1/namespaces/NAMESPACE/configmaps/a";
const same = (files: Readonly<Record<string, string>>, before: (cluster: Cluster) => Promise<void>) => [
  { files },
  { files, before },
];

export const ownership: readonly Case[] = [
  {
    title: "undoes what kubectl edit changed",
    id: "edit-changed",
    rounds: same({ "a.yaml": configMap("a", { k: "1" }) }, edit("kubectl-edit", map, { data: { k: "2" } })),
  },
  {
    title: "removes what kubectl edit added",
    id: "edit-added",
    rounds: same({ "a.yaml": configMap("a", { k: "1" }) }, edit("kubectl-edit", map, { data: { more: "2" } })),
  },
  {
    title: "removes what kubectl patch, label and annotate added",
    id: "label-added",
    rounds: same({ "a.yaml": configMap("a", { k: "1" }) }, async (cluster) => {
      await edit("kubectl-patch", map, { data: { more: "2" } })(cluster);
      await edit("kubectl-label", map, { metadata: { labels: { by: "hand" } } })(cluster);
      await edit("kubectl-annotate", map, { metadata: { annotations: { by: "hand" } } })(cluster);
    }),
  },
  {
    title: "removes what kubectl rollout restart wrote",
    id: "restarted",
    rounds: same(
      { "web.yaml": deployment("web", { replicas: 0 }) },
      edit("kubectl-rollout", "apis/apps/v1/namespaces/NAMESPACE/deployments/web", {
        spec: {
          template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" } } },
        },
      }),
    ),
  },
  {
    title: "leaves alone what a controller added",
    id: "controller-added",
    rounds: same({ "a.yaml": configMap("a", { k: "1" }) }, edit("some-controller", map, { data: { more: "2" } })),
  },
  {
    title: "leaves alone what kubectl added to an object annotated Merge",
    id: "merge-kept",
    rounds: same(
      { "a.yaml": configMap("a", { k: "1" }, { annotations: { "kustomize.toolkit.fluxcd.io/ssa": "Merge" } }) },
      edit("kubectl-edit", map, { data: { more: "2" } }),
    ),
  },
  {
    title: "takes an object over that kubectl apply made",
    id: "adopted",
    rounds: [
      {
        files: { "a.yaml": configMap("a", { k: "1" }) },
        before: async ({ http, namespace }) => {
          const applied = handmade(namespace);
          await http.send("POST", `/api/v1/namespaces/${namespace}/configmaps?fieldManager=kubectl-client-side-apply`, {
            ...applied,
            metadata: {
              ...applied.metadata,
              annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(applied) },
            },
          });
        },
      },
    ],
  },
  {
    title: "takes an object over that kubectl apply --server-side made",
    id: "adopted-server-side",
    rounds: [
      {
        files: { "a.yaml": configMap("a", { k: "1" }) },
        before: applied("kubectl"),
      },
    ],
  },
  {
    title: "takes an object over that another program applied, and leaves its fields",
    id: "adopted-from-other",
    rounds: [
      {
        files: { "a.yaml": configMap("a", { k: "1" }) },
        before: applied("another-tool"),
      },
    ],
  },
  {
    title: "makes an object anew that was deleted",
    id: "deleted-by-hand",
    rounds: same({ "a.yaml": configMap("a", { k: "1" }) }, async ({ api, namespace }) => {
      await api.delete({ resource: await api.resourceOf("v1", "ConfigMap"), namespace, name: "a" });
    }),
  },
  {
    title: "neither corrects nor deletes an object that is annotated Ignore in the cluster alone",
    id: "ignored-live",
    rounds: [
      { files: { "a.yaml": configMap("a", { k: "1" }), "b.yaml": configMap("b", {}) } },
      {
        files: { "a.yaml": configMap("a", { k: "3" }), "b.yaml": configMap("b", {}) },
        before: edit("some-controller", map, {
          metadata: { annotations: { "kustomize.toolkit.fluxcd.io/ssa": "Ignore" } },
          data: { k: "2" },
        }),
      },
      { files: { "b.yaml": configMap("b", {}) } },
    ],
  },
  {
    title: "neither corrects nor deletes an object whose reconciliation is disabled in the cluster alone",
    id: "disabled-live",
    rounds: [
      { files: { "a.yaml": configMap("a", { k: "1" }), "b.yaml": configMap("b", {}) } },
      {
        files: { "a.yaml": configMap("a", { k: "3" }), "b.yaml": configMap("b", {}) },
        before: edit("some-controller", map, {
          metadata: { annotations: { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" } },
          data: { k: "2" },
        }),
      },
      { files: { "b.yaml": configMap("b", {}) } },
    ],
  },
  {
    title: "keeps an object annotated against pruning in the cluster alone",
    id: "kept-live",
    rounds: [
      { files: { "a.yaml": configMap("a", { k: "1" }), "b.yaml": configMap("b", {}) } },
      {
        files: { "b.yaml": configMap("b", {}) },
        before: edit("some-controller", map, {
          metadata: { annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" } },
        }),
      },
    ],
  },
];
