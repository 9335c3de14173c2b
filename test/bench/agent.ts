import { eventually, type Space, thousandObjects, World } from "../scenario/agent-harness/index.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";

const patience = 120_000;

/** An agent that follows a repository of 1,000 objects, in a namespace of its own. */
async function following(world: World): Promise<{ space: Space; endpoint: () => string; commit: string }> {
  const space = await world.space();
  const commit = await space.repository.commit(thousandObjects());
  await space.source({ interval: "1h" });
  const agent = space.agent();
  await space.untilCondition("GitRepository", { type: "Ready", status: "True", reason: "Succeeded" });
  return { space, commit, endpoint: () => `http://${agent.endpoint}/metrics` };
}

async function applied(space: Space, commit: string): Promise<void> {
  const revision = async () => (await space.status("Kustomization"))["lastAppliedRevision"];
  await eventually(revision, `main@sha1:${commit}`, space.explain, patience);
}

/** From the creation of a Kustomization until its status says that its 1,000 objects are applied. */
export const agentFirstApply: Benchmark = {
  name: "agent: first apply of 1,000 objects",
  unit: "ms",
  goal: 6000,
  runs: 3,
  prepare: async () => {
    const world = await World.create();
    return {
      measure: async () => {
        const { space, commit } = await following(world);
        const took = await milliseconds(async () => {
          await space.kustomization();
          await applied(space, commit);
        });
        await space.end();
        return took;
      },
      close: () => world.end(),
    };
  },
};

/** From the request for a reconciliation until the status says that it is done; none of the 1,000 objects has changed. */
export const agentNoChangePass: Benchmark = {
  name: "agent: no-change pass over 1,000 objects",
  unit: "ms",
  goal: 500,
  runs: 5,
  prepare: async () => {
    const world = await World.create();
    const { space, commit } = await following(world);
    await space.kustomization();
    await applied(space, commit);
    let request = 0;
    return {
      measure: () =>
        milliseconds(async () => {
          request += 1;
          const asked = String(request);
          await space.kustomization({}, { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": asked } } });
          await eventually(async () => (await space.status("Kustomization"))["lastHandledReconcileAt"], asked);
        }),
      close: () => world.end(),
    };
  },
};

/** Resident memory of the agent's process after it has applied 1,000 objects. */
export const agentMemory: Benchmark = {
  name: "agent: memory with 1,000 objects",
  unit: "MiB",
  goal: 110,
  runs: 1,
  prepare: async () => {
    const world = await World.create();
    const { space, commit, endpoint } = await following(world);
    await space.kustomization();
    await applied(space, commit);
    return {
      measure: async () => {
        const text = await (await fetch(endpoint())).text();
        return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]) / 2 ** 20;
      },
      close: () => world.end(),
    };
  },
};

export const agentBenchmarks: readonly Benchmark[] = [agentFirstApply, agentNoChangePass, agentMemory];
