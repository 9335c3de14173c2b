import { type DriftPart, type FleetDrift, mergeDrift } from "../../drift/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { FlowPorts } from "../ports.ts";
import { DriftPartsRefused } from "./errors.ts";

/** What several jobs have compared with the checked-out commit, as one comparison. @throws {DriftPartsRefused} */
export async function mergeDriftParts(
  parts: readonly DriftPart[],
  { git }: Pick<FlowPorts, "git">,
): Promise<FleetDrift> {
  const commit = await git.resolve("HEAD");
  const environments = await new DeclarationIndex(await git.treeOf(commit)).names();
  const merged = mergeDrift(parts, { commit, environments });
  if (merged.kind === "refused") throw new DriftPartsRefused({ problems: merged.problems });
  return merged.drift;
}
