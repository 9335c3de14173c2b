import type { Engine } from "../../engine/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { FlowPorts } from "../ports.ts";
import { readValid } from "../selection/index.ts";

/** A declaration that is gone or broken must not keep its environment from being looked at, or taken down. */
export async function engineOf(
  name: string,
  tree: CommitTree,
  { engines }: Pick<FlowPorts, "engines">,
): Promise<Engine> {
  const environment = await readValid(name, tree);
  return "problem" in environment ? engines.engineForRemoved : engines.engineFor(environment);
}
