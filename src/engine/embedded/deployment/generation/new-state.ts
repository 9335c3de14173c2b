import type { ResourceState } from "../../stack/index.ts";
import { ResourceHandle } from "../recording/resource-handle.ts";
import type { Goal, ReadGoal } from "./goal.ts";

/** The state that a goal leads to, before the provider checks or compares it. */
export function stateForGoal(
  goal: Goal,
  urn: string,
  found: { old: ResourceHandle | undefined; alias?: string },
): ResourceHandle {
  const { old, alias } = found;
  return new ResourceHandle(
    withoutAbsent({
      urn,
      custom: goal.custom,
      type: goal.type,
      inputs: goal.properties,
      outputs: {},
      parent: goal.parent,
      protect: goal.protect || undefined,
      dependencies: goal.dependencies,
      provider: goal.provider,
      propertyDependencies: goal.propertyDependencies,
      additionalSecretOutputs: unlessEmpty(goal.additionalSecretOutputs),
      aliases: alias === undefined ? undefined : [alias],
      customTimeouts: goal.customTimeouts,
      importID: goal.importId,
      retainOnDelete: goal.retainOnDelete || undefined,
      deletedWith: goal.deletedWith,
      replaceWith: unlessEmpty(goal.replaceWith),
      created: old?.state.created,
      modified: old?.state.modified,
      sourcePosition: goal.sourcePosition,
      stackTrace: goal.stackTrace,
      ignoreChanges: unlessEmpty(goal.ignoreChanges),
      hideDiff: unlessEmpty(goal.hideDiffs),
      replaceOnChanges: unlessEmpty(goal.replaceOnChanges),
      replacementTrigger: goal.replacementTrigger,
    }),
  );
}

export function stateForRead(goal: ReadGoal, urn: string, alias: string | undefined): ResourceHandle {
  return new ResourceHandle(
    withoutAbsent({
      urn,
      custom: true,
      id: goal.id,
      type: goal.type,
      inputs: goal.properties,
      outputs: {},
      parent: goal.parent,
      external: true,
      dependencies: goal.dependencies,
      provider: goal.provider,
      additionalSecretOutputs: unlessEmpty(goal.additionalSecretOutputs),
      aliases: alias === undefined ? undefined : [alias],
      sourcePosition: goal.sourcePosition,
      stackTrace: goal.stackTrace,
    }),
  );
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

type Loose<T> = { readonly [Key in keyof T]: T[Key] | undefined };

function withoutAbsent(state: Loose<ResourceState>): ResourceState {
  return Object.fromEntries(
    Object.entries(state).filter(([, value]) => value !== undefined),
  ) as unknown as ResourceState;
}
