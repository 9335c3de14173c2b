import type { StackName } from "../../engine.ts";
import type { ReadStackOutputs } from "../providers/index.ts";
import type { StateStore } from "../stack/index.ts";

/**
 * Reads outputs of stacks of one backend: `<stack>` of the own project, or `organization/<project>/<stack>`.
 *
 * @param onUnreadable told the name of a stack whose secrets another passphrase opens; they come as empty secrets, as the Pulumi
 *   CLI gives them.
 */
export function stackOutputsReader(
  store: StateStore,
  own: StackName,
  onUnreadable: (name: string) => void,
): ReadStackOutputs {
  return async (name) => {
    const parts = name.split("/");
    const stack = parts.at(-1) ?? "";
    const project = parts.length > 1 ? (parts.at(-2) ?? "") : own.project;
    const found = await store.loadOutputs({ project, stack });
    if (found?.unreadable) onUnreadable(name);
    return found?.outputs;
  };
}
