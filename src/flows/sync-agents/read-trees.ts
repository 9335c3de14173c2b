import { type EnvironmentTree, problemOf } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import { declaredEnvironments } from "./declared-environments.ts";

/** All that stands below environments in their clusters. What cannot be read is a problem in its place. @throws {UnknownEnvironment} */
export async function readTrees(
  names: readonly string[],
  { syncAgents, clock, git }: Pick<FlowPorts, "git" | "syncAgents" | "clock">,
): Promise<readonly EnvironmentTree[]> {
  const declared = await declaredEnvironments(names, { git });
  return Promise.all(
    declared.map(async ({ environment, desired }): Promise<EnvironmentTree> => {
      const at = clock.now().toISOString();
      if ("problem" in desired) return { environment, at, clusters: [], problem: desired.problem };
      try {
        return { environment, at, clusters: await syncAgents.trees(desired) };
      } catch (thrown) {
        return { environment, at, clusters: [], problem: problemOf(thrown) };
      }
    }),
  );
}
