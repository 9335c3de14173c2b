import { problemOf } from "../../change/index.ts";
import type { ClusterAccess } from "../../cluster/index.ts";
import type { DesiredState, DesiredSync } from "../../desired/index.ts";
import { merged } from "../../lib/index.ts";
import { FollowsNoGit, NoClusterYet, SuspendedInGit } from "../errors.ts";
import type { AgentLogLine, SyncAgents } from "../sync-agents.ts";
import { awaitConverged } from "./await-converged.ts";
import type { SyncAgentPorts } from "./ports.ts";

/** The agents of an environment's clusters, over the objects of Flux's API. */
export function syncAgents(ports: SyncAgentPorts): SyncAgents {
  const { clusters, clock, signal } = ports;
  return {
    trees: async (desired) => {
      const { accesses } = await agentsOf(desired, ports);
      return Promise.all(
        accesses.map(async (access) => ({
          cluster: access.name,
          tree: await clusters.objectTree(access).catch((thrown: unknown) => ({ problem: problemOf(thrown) })),
        })),
      );
    },
    reconcile: async (desired, timeoutMilliseconds) => {
      const { sync, accesses } = await agentsOf(desired, ports);
      if (timeoutMilliseconds === undefined) {
        await Promise.all(accesses.map((access) => clusters.requestSync(access, clock.now())));
        return { kind: "not-awaited" };
      }
      const waiting = {
        environment: desired.environment,
        follows: ports.source.followed(sync),
        cloud: desired.cloud.kind,
        rehearsal: ports.engines.local,
      };
      return awaitConverged(waiting, accesses, { timeoutMilliseconds }, ports);
    },
    suspend: (desired, suspension) => change(desired, ports, (access) => clusters.suspend(access, suspension)),
    resume: (desired) => change(desired, ports, (access) => clusters.resume(access)),
    async *logs(desired, request) {
      const { sync, accesses } = await agentsOf(desired, ports);
      const streams = accesses.map(async function* (access): AsyncGenerator<AgentLogLine> {
        for await (const line of clusters.agentLogs(access, { ...request, agent: sync.agent }, signal))
          yield { ...line, cluster: access.name };
      });
      if (request.follow) yield* merged(streams);
      else for (const stream of streams) yield* stream;
    },
  };
}

/** Changes something in all clusters that the declaration leaves to people. */
async function change(
  desired: DesiredState,
  ports: SyncAgentPorts,
  one: (access: ClusterAccess) => Promise<void>,
): Promise<readonly string[]> {
  const { sync, accesses } = await agentsOf(desired, ports);
  if (sync.suspend) throw new SuspendedInGit({ environment: desired.environment });
  await Promise.all(accesses.map(one));
  return accesses.map(({ name }) => name);
}

async function agentsOf(
  desired: DesiredState,
  { engines, accesses }: SyncAgentPorts,
): Promise<{ readonly sync: DesiredSync; readonly accesses: readonly ClusterAccess[] }> {
  const { environment, sync, cloud } = desired;
  if (!sync) throw new FollowsNoGit({ environment });
  const outputs = await engines.engineFor(desired).outputs({ project: engines.project, stack: environment });
  const found = await accesses.of(outputs, cloud);
  if (found.length === 0) throw new NoClusterYet({ environment, local: engines.local });
  return { sync, accesses: found };
}
