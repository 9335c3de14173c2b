import { type HandledAgents, problemOf } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import type { FlowPorts } from "../ports.ts";
import { declaredEnvironments } from "./declared-environments.ts";

/** Asks the agents of one environment after another; a failure of one takes nothing from the others. @throws {UnknownEnvironment} */
export async function handleEach(
  names: readonly string[],
  ports: Pick<FlowPorts, "git">,
  one: (desired: DesiredState) => Promise<HandledAgents>,
): Promise<readonly HandledAgents[]> {
  const declared = await declaredEnvironments(names, ports);
  return Promise.all(
    declared.map(async ({ environment, desired }): Promise<HandledAgents> => {
      if ("problem" in desired) return { environment, kind: "failed", problem: desired.problem };
      return one(desired).catch((thrown: unknown) => ({ environment, kind: "failed", problem: problemOf(thrown) }));
    }),
  );
}
