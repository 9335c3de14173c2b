import { setTimeout as delay } from "node:timers/promises";
import { at } from "../../../src/lib/index.ts";
import { configMap } from "../../scenario/agent-harness/index.ts";
import { type Rival, target } from "./rival.ts";

/** How long an object stayed changed. */
export interface Drift {
  /** Milliseconds, the 95th of a hundred objects that are changed one after the other. */
  readonly one: number;
  /** Milliseconds, the 95th of a hundred objects of all, which are changed at the same time. */
  readonly all: number;
}

const declared = "declared";

/** Changes objects behind the agent's back, and waits until each is as declared again. */
export async function drift(rival: Rival, count: number): Promise<Drift> {
  const names = Array.from({ length: count }, (_, index) => `map-${index}`);
  const files = names.map((name) => [`apps/${name}.yaml`, configMap(name, { value: declared })] as const);
  const commit = await rival.repository.commit(Object.fromEntries(files));
  await rival.side.follow(rival.repository.url);
  await rival.declare("apps");
  await rival.applied(["apps"], commit);

  const { api } = rival.side;
  const resource = await api.resourceOf("v1", "ConfigMap");
  const change = (name: string) =>
    api.mergePatch({ resource, namespace: target, name }, { data: { value: "changed" } });

  const ones: number[] = [];
  for (const name of names.slice(0, 100)) {
    await change(name);
    const changedAt = performance.now();
    while (at(await api.get({ resource, namespace: target, name }), "data", "value") !== declared) await delay(5);
    ones.push(performance.now() - changedAt);
  }

  const changedAt = new Map<string, number>();
  const durations = new Map<string, number>();
  const changes = (async () => {
    for (let from = 0; from < names.length; from += 50)
      await Promise.all(
        names.slice(from, from + 50).map(async (name) => {
          await change(name);
          changedAt.set(name, performance.now());
        }),
      );
  })();
  while (durations.size < names.length) {
    await delay(50);
    const { items } = await api.list(resource, { namespace: target });
    for (const item of items) {
      const { name } = item.metadata;
      const since = changedAt.get(name);
      if (since === undefined || durations.has(name) || at(item, "data", "value") !== declared) continue;
      durations.set(name, performance.now() - since);
    }
  }
  await changes;
  return { one: p95(ones), all: p95([...durations.values()]) };
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
}
