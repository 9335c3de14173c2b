import type { DesiredState } from "../../desired/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { Declared } from "../../layer/index.ts";
import type { FlowPorts } from "../ports.ts";
import { desiredStates, requireKnown } from "../selection/index.ts";

/** What the checked-out commit declares of each of these environments. @throws {UnknownEnvironment} */
export async function declaredEnvironments(
  names: readonly string[],
  { git }: Pick<FlowPorts, "git">,
): Promise<readonly { readonly environment: string; readonly desired: Declared<DesiredState> }[]> {
  const tree = await git.treeOf(await git.resolve("HEAD"));
  requireKnown(names, await new DeclarationIndex(tree).names());
  const desired = desiredStates(tree);
  return Promise.all(names.map(async (environment) => ({ environment, desired: await desired.of(environment) })));
}
