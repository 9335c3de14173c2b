import type { Resource } from "../../kubernetes/client/index.ts";
import { objectPath } from "../../kubernetes/client/index.ts";
import { merged } from "../../lib/index.ts";
import type { ClusterAccess, LogLine, LogRequest } from "../cluster.ts";
import { NoAgentPods } from "../errors.ts";
import type { SyncObjects } from "./sync-objects.ts";

const pods: Resource = { group: "", version: "v1", plural: "pods", kind: "Pod", namespaced: true };

/** How the agents' Deployments label their Pods. */
const selectors = {
  groundwork: "app.kubernetes.io/name=groundwork-agent",
  flux: "app in (source-controller,kustomize-controller)",
} as const;

/** The lines of the agent's Pods: each Pod's in their order; those of several as they come. */
export async function* podLogs(
  objects: SyncObjects,
  { name: cluster, sync: { namespace } }: ClusterAccess,
  { agent, tail, follow }: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const selector = selectors[agent];
  const { items } = await objects.ask((api, late) =>
    api.list(pods, { namespace, labelSelector: selector }, { signal: late }),
  );
  if (items.length === 0) throw new NoAgentPods({ cluster, namespace, selector });
  const parameters = { tailLines: tail, ...(follow && { follow: "true" }) };
  const streams = items.map(async function* ({ metadata: { name: pod } }): AsyncGenerator<LogLine> {
    const path = `${objectPath({ resource: pods, namespace, name: pod })}/log`;
    for await (const text of objects.lines(path, parameters, signal)) yield { pod, text };
  });
  if (follow) yield* merged(streams);
  else for (const stream of streams) yield* stream;
}
