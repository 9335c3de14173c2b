import { desiredStateOf } from "../../desired/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { AgentLogLine } from "../../layer/index.ts";
import type { FlowPorts } from "../ports.ts";
import { requireKnown } from "../selection/index.ts";

export interface LogsRequest {
  readonly environment: string;
  /** At most so many of the newest lines of each Pod. */
  readonly tail: number;
  /** Goes on with what is logged later, until the flow is interrupted. */
  readonly follow: boolean;
}

/** What the agents of an environment log. @throws {UnknownEnvironment} {@link InvalidEnvironment}, and what the port of agents throws */
export async function* readLogs(
  { environment, ...request }: LogsRequest,
  { git, syncAgents }: Pick<FlowPorts, "git" | "syncAgents">,
): AsyncGenerator<AgentLogLine> {
  const tree = await git.treeOf(await git.resolve("HEAD"));
  requireKnown([environment], await new DeclarationIndex(tree).names());
  yield* syncAgents.logs(await desiredStateOf(tree, environment), request);
}
