import { problemOf, type Removal, removalIn } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";

/** What destroying an environment would take away, whose folder the change removes. Nothing destroys it but a command of its own. */
export async function removalOf(environment: string, { engines }: Pick<FlowPorts, "engines">): Promise<Removal> {
  try {
    const { deployment } = await engines.engineForRemoved.exportState({ project: engines.project, stack: environment });
    return removalIn(deployment);
  } catch (thrown) {
    return { kind: "unknown", problem: problemOf(thrown) };
  }
}
