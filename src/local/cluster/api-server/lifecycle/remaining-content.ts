import { type JsonObject, listOf, objectOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";

/** What a namespace that is being deleted still holds, as its conditions say it. */
export class RemainingContent {
  /** Counts by `<resource>.<group>`, and by finalizer. */
  readonly #resources = new Map<string, number>();
  readonly #finalizers = new Map<string, number>();

  add({ resource, group }: Pick<ResourceType, "resource" | "group">, object: JsonObject): void {
    count(this.#resources, `${resource}.${group}`);
    for (const finalizer of listOf(objectOf(object.metadata).finalizers)) count(this.#finalizers, String(finalizer));
  }

  get isNone(): boolean {
    return this.#resources.size === 0;
  }

  /** In the words of Kubernetes' namespace controller; the time of a condition that holds as before stays. */
  conditions(namespace: JsonObject, now: string): readonly JsonObject[] {
    const before = listOf(objectOf(namespace.status).conditions).map(objectOf);
    return [
      ...settled.map((words) => ({ ...words, status: "False" })),
      remaining(this.#resources, {
        type: "NamespaceContentRemaining",
        some: ["SomeResourcesRemain", "Some resources are remaining: ", " has ", " resource instances"],
        none: ["ContentRemoved", "All content successfully removed"],
      }),
      remaining(this.#finalizers, {
        type: "NamespaceFinalizersRemaining",
        some: [
          "SomeFinalizersRemain",
          "Some content in the namespace has finalizers remaining: ",
          " in ",
          " resource instances",
        ],
        none: ["ContentHasNoFinalizers", "All content-preserving finalizers finished"],
      }),
    ].map((condition) => {
      const known = before.find(({ type, status }) => type === condition.type && status === condition.status);
      return { ...condition, lastTransitionTime: known?.lastTransitionTime ?? now };
    });
  }
}

/** Nothing here can fail to be found or deleted. */
const settled = [
  {
    type: "NamespaceDeletionDiscoveryFailure",
    reason: "ResourcesDiscovered",
    message: "All resources successfully discovered",
  },
  {
    type: "NamespaceDeletionGroupVersionParsingFailure",
    reason: "ParsedGroupVersions",
    message: "All legacy kube types successfully parsed",
  },
  {
    type: "NamespaceDeletionContentFailure",
    reason: "ContentDeleted",
    message: "All content successfully deleted, may be waiting on finalization",
  },
] as const;

interface Words {
  readonly type: string;
  readonly some: readonly [reason: string, intro: string, between: string, unit: string];
  readonly none: readonly [reason: string, message: string];
}

function remaining(counts: ReadonlyMap<string, number>, { type, some, none }: Words) {
  if (counts.size === 0) return { type, status: "False", reason: none[0], message: none[1] };
  const [reason, intro, between, unit] = some;
  const parts = [...counts].map(([name, number]) => `${name}${between}${number}${unit}`);
  return { type, status: "True", reason, message: `${intro}${parts.toSorted().join(", ")}` };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
