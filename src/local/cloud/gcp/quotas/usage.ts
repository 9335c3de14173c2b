import type { StoredResource } from "../../store/index.ts";
import type { World } from "../rules/index.ts";
import { textOf } from "../values/index.ts";
import { type Demand, demandsOf } from "./demands.ts";
import { QuotaExceeded } from "./errors.ts";
import type { QuotaLimit, QuotaLimits } from "./quota-limits.ts";

/** A quota of a project, with how much of it is in use. */
export interface QuotaUse extends QuotaLimit {
  /** `-` for a limit that was set while no project has anything. */
  readonly project: string;
  readonly usage: number;
}

/** Resources never change, they are replaced: what one takes is computed once. */
const known = new WeakMap<StoredResource, readonly Demand[]>();

function knownDemandsOf(resource: StoredResource, world: World): readonly Demand[] {
  const before = known.get(resource);
  if (before !== undefined) return before;
  const demands = demandsOf(resource, world);
  known.set(resource, demands);
  return demands;
}

/** Every quota of which something is taken, and every one that was set, by project, metric and region. */
export function quotasIn(resources: Iterable<StoredResource>, world: World, limits: QuotaLimits): QuotaUse[] {
  const uses = new Map<string, QuotaUse>();
  const projects = new Set<string>();
  const add = (project: string, { metric, region, amount }: Demand) => {
    const key = `${project} ${metric} ${region ?? ""}`;
    const before = uses.get(key) ?? { project, usage: 0, ...limits.of(metric, region) };
    uses.set(key, { ...before, usage: before.usage + amount });
  };
  for (const resource of resources) {
    const project = projectOf(resource);
    projects.add(project);
    for (const demand of knownDemandsOf(resource, world)) add(project, demand);
  }
  for (const project of projects.size > 0 ? projects : ["-"])
    for (const { metric, region } of limits.list()) add(project, { metric, ...(region && { region }), amount: 0 });
  return [...uses.values()].toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)));
}

/**
 * Refuses a resource that takes more than there is. One that takes less than before, or as much, is not refused.
 *
 * @throws {QuotaExceeded} for the first quota that ends
 */
export function refuseBeyondQuota(
  subject: Pick<StoredResource, "type" | "id" | "properties">,
  resources: () => Iterable<StoredResource>,
  world: World,
  limits: QuotaLimits,
): void {
  const demands = demandsOf(subject, world);
  if (demands.length === 0) return;
  const project = projectOf(subject);
  const before = new Map<string, number>();
  const taken = new Map<string, number>();
  for (const resource of resources()) {
    const isItself = resource.type === subject.type && resource.id === subject.id;
    for (const demand of knownDemandsOf(resource, world)) {
      if (projectOf(resource) !== project) continue;
      const counted = isItself ? before : taken;
      counted.set(placeOf(demand), (counted.get(placeOf(demand)) ?? 0) + demand.amount);
    }
  }
  for (const demand of demands) {
    const { limit } = limits.of(demand.metric, demand.region);
    const usage = taken.get(placeOf(demand)) ?? 0;
    if (demand.amount <= (before.get(placeOf(demand)) ?? 0) || usage + demand.amount <= limit) continue;
    throw new QuotaExceeded({ ...demand, id: subject.id, limit, usage });
  }
}

function placeOf({ metric, region }: Demand): string {
  return `${metric} ${region ?? ""}`;
}

function keyOf({ project, metric, region }: QuotaUse): string {
  return `${project} ${region ?? ""} ${metric}`;
}

function projectOf({ id, properties }: Pick<StoredResource, "id" | "properties">): string {
  return textOf(properties["project"]) ?? /^projects\/([^/]+)/.exec(id)?.[1] ?? "";
}
