import { widgetDefinition } from "../../../scenario/agent-harness/index.ts";
import type { Case } from "../case.ts";
import { configMap, deployment, manifest, together } from "./manifests.ts";

export const applying: readonly Case[] = [
  {
    title: "applies plain objects, changes them, and deletes what left Git",
    id: "plain",
    rounds: [
      { files: { "a.yaml": configMap("a", { k: "1" }), "b.yaml": configMap("b", { k: "1" }) } },
      { files: { "a.yaml": configMap("a", { k: "2" }), "b.yaml": configMap("b", { k: "1" }) } },
      { files: { "a.yaml": configMap("a", { k: "2" }) } },
    ],
  },
  {
    title: "applies every common kind with the server's defaults",
    id: "kinds",
    rounds: [
      {
        files: {
          "all.yaml": together(
            manifest("v1", "ServiceAccount", "web"),
            manifest("v1", "Secret", "web", { stringData: { token: "not-a-secret" }, data: { other: "b3RoZXI=" } }),
            manifest("v1", "Service", "web", {
              spec: {
                selector: { app: "web" },
                ports: [
                  { name: "http", port: 80 },
                  { name: "dns", port: 53, protocol: "UDP" },
                ],
              },
            }),
            deployment(
              "web",
              { replicas: 0 },
              { ports: [{ containerPort: 80 }], resources: { requests: { cpu: "1000m", memory: "0.5Gi" } } },
            ),
            manifest("batch/v1", "CronJob", "nightly", {
              spec: {
                schedule: "0 3 * * *",
                jobTemplate: {
                  spec: {
                    template: {
                      spec: { restartPolicy: "Never", containers: [{ name: "main", image: "registry.example/job:1" }] },
                    },
                  },
                },
              },
            }),
            manifest("rbac.authorization.k8s.io/v1", "Role", "reader", {
              rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
            }),
            manifest("networking.k8s.io/v1", "NetworkPolicy", "deny", { spec: { podSelector: {} } }),
            manifest("policy/v1", "PodDisruptionBudget", "web", {
              spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
            }),
          ),
        },
      },
    ],
  },
  {
    title: "keeps the ports of one number and two protocols apart",
    id: "two-protocols",
    rounds: [
      {
        files: {
          "service.yaml": manifest("v1", "Service", "dns", {
            spec: {
              ports: [
                { name: "tcp", port: 53, protocol: "TCP" },
                { name: "udp", port: 53, protocol: "UDP" },
              ],
            },
          }),
        },
      },
    ],
  },
  {
    title: "leaves a replica count alone that Git does not declare",
    id: "replicas-undeclared",
    rounds: [
      { files: { "web.yaml": deployment("web") } },
      {
        files: { "web.yaml": deployment("web") },
        before: async ({ http, namespace }) => {
          await http.send(
            "PATCH",
            `/apis/apps/v1/namespaces/${namespace}/deployments/web/scale?fieldManager=kubectl`,
            { spec: { replicas: 7 } },
            { "content-type": "application/merge-patch+json" },
          );
        },
      },
    ],
  },
  {
    title: "lets a replica count fall to the default once Git no longer declares it",
    id: "replicas-dropped",
    rounds: [
      { files: { "web.yaml": deployment("web", { replicas: 3 }) } },
      { files: { "web.yaml": deployment("web") } },
    ],
  },
  {
    title: "creates an object annotated IfNotPresent once, and deletes it when it leaves Git",
    id: "if-not-present",
    rounds: [
      {
        files: {
          "a.yaml": configMap("a", { k: "1" }, { annotations: { "kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent" } }),
          "b.yaml": configMap("b", {}),
        },
      },
      {
        files: {
          "a.yaml": configMap("a", { k: "2" }, { annotations: { "kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent" } }),
          "b.yaml": configMap("b", {}),
        },
      },
      { files: { "b.yaml": configMap("b", {}) } },
    ],
  },
  {
    title: "keeps an object annotated against pruning when it leaves Git",
    id: "prune-disabled",
    rounds: [
      {
        files: {
          "a.yaml": configMap("a", {}, { annotations: { "kustomize.toolkit.fluxcd.io/prune": "Disabled" } }),
          "b.yaml": configMap("b", {}),
        },
      },
      { files: { "b.yaml": configMap("b", {}) } },
    ],
  },
  {
    title: "leaves an object alone whose reconciliation is disabled in Git",
    id: "reconcile-disabled",
    rounds: [
      { files: { "a.yaml": configMap("a", { k: "1" }), "b.yaml": configMap("b", {}) } },
      {
        files: {
          "a.yaml": configMap(
            "a",
            { k: "2" },
            { annotations: { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" } },
          ),
          "b.yaml": configMap("b", {}),
        },
      },
    ],
  },
  {
    title: "creates a ConfigMap anew that is immutable and annotated with force",
    id: "force-enabled",
    rounds: [
      {
        files: {
          "a.yaml": manifest(
            "v1",
            "ConfigMap",
            "a",
            { data: { k: "1" }, immutable: true },
            { annotations: { "kustomize.toolkit.fluxcd.io/force": "enabled" } },
          ),
        },
      },
      {
        files: {
          "a.yaml": manifest(
            "v1",
            "ConfigMap",
            "a",
            { data: { k: "2" }, immutable: true },
            { annotations: { "kustomize.toolkit.fluxcd.io/force": "enabled" } },
          ),
        },
      },
    ],
  },
  {
    title: "applies the namespace and labels of the Kustomization",
    id: "decorated",
    kustomizations: { "": { commonMetadata: { labels: { team: "shop" }, annotations: { "example.com/by": "git" } } } },
    rounds: [
      { files: { "a.yaml": together(configMap("a", { k: "1" }, { namespace: "elsewhere" }), deployment("web")) } },
    ],
  },
  {
    title: "removes a definition's objects and the definition in one commit",
    id: "definition",
    rounds: [
      {
        files: {
          "a.yaml": together(
            widgetDefinition("definition.example"),
            manifest("definition.example/v1", "Widget", "one", { spec: { size: 1 } }),
          ),
          "b.yaml": configMap("b", {}),
        },
      },
      { files: { "b.yaml": configMap("b", {}) } },
    ],
  },
];
