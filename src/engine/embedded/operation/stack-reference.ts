import type { StackName, Work } from "../../engine.ts";
import type { Reads } from "../deployment/index.ts";
import { type ReadStackOutputs, sameValue } from "../providers/index.ts";
import type { StateStore } from "../stack/index.ts";

export interface StackOutputsSources {
  readonly store: StateStore;
  readonly own: StackName;
  readonly upstreams?: Work["upstreams"];
  readonly reads: Reads;
  /**
   * Called with the name of a stack whose secrets another passphrase opens; they come as empty secrets, as the Pulumi CLI gives
   * them.
   */
  readonly onUnreadable: (name: string) => void;
}

/**
 * Reads outputs of stacks of one backend: `<stack>` of the own project, or `organization/<project>/<stack>`. What a preview gave
 * takes the place of what the state holds.
 */
export function stackOutputsReader({
  store,
  own,
  upstreams,
  reads,
  onUnreadable,
}: StackOutputsSources): ReadStackOutputs {
  return async (name) => {
    const parts = name.split("/");
    const stack = parts.at(-1) ?? "";
    const project = parts.length > 1 ? (parts.at(-2) ?? "") : own.project;
    const isOwn = project === own.project;
    const previewed = isOwn ? upstreams?.get(stack) : undefined;
    const found = await store.loadOutputs({ project, stack });
    const differs = previewed !== undefined && !(found && !found.unreadable && sameValue(found.outputs, previewed));
    reads.ofStack(isOwn ? stack : `${project}/${stack}`, differs ? "preview" : "state");
    if (previewed) return previewed;
    if (found?.unreadable) onUnreadable(name);
    return found?.outputs;
  };
}
