import type { Case, Cluster } from "../case.ts";
import { configMap, deployment, manifest } from "./manifests.ts";

/** What a controller would report. */
const status =
  (path: string, value: object) =>
  async ({ http, namespace }: Cluster): Promise<void> => {
    const answer = await http.send(
      "PATCH",
      `/${path.replace("NAMESPACE", namespace)}/status?fieldManager=kube-controller-manager`,
      { status: value },
      { "content-type": "application/merge-patch+json" },
    );
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
const waiting = { "": { wait: true, timeout: "30s" } };

export const health: readonly Case[] = [
  {
    title: "finds plain objects, a Service and an empty Deployment's parts healthy",
    id: "healthy",
    kustomizations: waiting,
    rounds: [
      {
        files: {
          "a.yaml": configMap("a", {}),
          "b.yaml": manifest("v1", "Service", "b", { spec: { ports: [{ port: 80 }] } }),
          "c.yaml": manifest("policy/v1", "PodDisruptionBudget", "c", { spec: { minAvailable: 1, selector: {} } }),
        },
      },
    ],
  },
  {
    title: "ends early when a Job has failed",
    id: "job-failed",
    kustomizations: waiting,
    rounds: [
      { files: { "job.yaml": job("one") } },
      {
        files: { "job.yaml": job("one"), "a.yaml": configMap("a", {}) },
        before: status("apis/batch/v1/namespaces/NAMESPACE/jobs/one", {
          startTime: "2026-01-01T00:00:00Z",
          failed: 1,
          conditions: [
            { type: "FailureTarget", status: "True", reason: "BackoffLimitExceeded" },
            { type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: "it failed" },
          ],
        }),
      },
    ],
  },
  {
    title: "fails when a Deployment is not available in time",
    id: "never-available",
    kustomizations: waiting,
    rounds: [{ files: { "web.yaml": deployment("web", { replicas: 1 }) } }],
  },
];

function job(name: string): string {
  return manifest("batch/v1", "Job", name, {
    spec: {
      backoffLimit: 0,
      template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "registry.example/job:1" }] } },
    },
  });
}
