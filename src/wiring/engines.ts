import type { Engine, StackName } from "../engine/index.ts";
import type { Engines, StackState } from "../flows/index.ts";

interface SavedStack {
  readonly stack: StackName;
  readonly resourceCount?: number;
  readonly lastUpdate?: Date;
}

export interface EnginesParts {
  readonly embedded: Engine;
  /** The embedded engine's own state, and its folder. */
  readonly store: {
    list(project: string): Promise<readonly SavedStack[]>;
    summary(stack: StackName): Promise<SavedStack>;
  };
  readonly stateFolder: string;
  readonly automation: Engine;
  /** Where the Pulumi CLI keeps its state. */
  readonly backend: string;
  /** The stacks in it that hold resources, with when each was saved last. Rejects when the backend cannot be read. */
  readonly stacksInBackend: () => Promise<NonNullable<StackState["stacks"]>>;
  readonly project: string;
  /** A rehearsal: everything is simulated. */
  readonly local: boolean;
}

/** The embedded engine for what is simulated, the Pulumi CLI for real clouds. */
export function enginesOver(parts: EnginesParts): Engines {
  const { embedded, store, stateFolder, automation, backend, stacksInBackend, project, local } = parts;
  return {
    stateFor: async ({ kind }) =>
      local || kind === "local"
        ? {
            ...(await stateIn(stateFolder, async () => stacksWithResources(await store.list(project)))),
            savedNow: async (stack) => savedAt(await store.summary({ project, stack })),
          }
        : stateIn(backend, stacksInBackend),
    engineFor: ({ cloud }) => (local || cloud.kind === "local" ? embedded : automation),
    engineForRemoved: local ? embedded : engineByState({ embedded, store, automation }),
    project,
    local,
  };
}

/** The engine itself reports why a state cannot be listed. */
async function stateIn(location: string, list: () => Promise<NonNullable<StackState["stacks"]>>): Promise<StackState> {
  return list().then(
    (stacks) => ({ location, stacks }),
    () => ({ location }),
  );
}

function stacksWithResources(
  stacks: Awaited<ReturnType<EnginesParts["store"]["list"]>>,
): NonNullable<StackState["stacks"]> {
  const holding = stacks.filter(({ resourceCount }) => resourceCount !== 0);
  return new Map(holding.map(({ stack, lastUpdate }) => [stack.stack, lastUpdate?.toISOString()]));
}

function savedAt({ resourceCount, lastUpdate }: SavedStack): string | undefined {
  return resourceCount === 0 ? "nothing" : lastUpdate?.toISOString();
}

/** A removed environment no longer declares its cloud. The place of its state tells which engine managed it. */
function engineByState({
  embedded,
  store,
  automation,
}: Pick<EnginesParts, "embedded" | "store" | "automation">): Engine {
  const engineOf = async ({ project, stack }: StackName): Promise<Engine> => {
    const known = await store.list(project);
    return known.some((each) => each.stack.stack === stack) ? embedded : automation;
  };
  return {
    name: embedded.name,
    preview: async (work, options) => await (await engineOf(work.stack)).preview(work, options),
    up: async (work, options) => await (await engineOf(work.stack)).up(work, options),
    refresh: async (work, options) => await (await engineOf(work.stack)).refresh(work, options),
    destroy: async (work, options) => await (await engineOf(work.stack)).destroy(work, options),
    outputs: async (stack) => await (await engineOf(stack)).outputs(stack),
    exportState: async (stack) => await (await engineOf(stack)).exportState(stack),
    importState: async (stack, deployment) => await (await engineOf(stack)).importState(stack, deployment),
  };
}
