import type { AffectedChange } from "../../change/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { type AffectedPorts, affectedEnvironments } from "./affected/index.ts";
import { ontoTarget } from "./reach.ts";
import { previewedRange, type WantedRange } from "./select-range.ts";

/**
 * The environments that merging a change would touch, each with every reason. Reads Git's objects alone: no engine is run, and
 * neither states nor records are read.
 *
 * @throws {MergeConflict} {@link MergeNotPossible} where what merging gives is not known.
 */
export async function affectedByChange(
  wanted: WantedRange,
  ports: Omit<AffectedPorts, "reach">,
): Promise<AffectedChange> {
  const { range, change, target } = await previewedRange(wanted, ports.git);
  const affected = await affectedEnvironments(range, ontoTarget(target, ports));
  return {
    commit: change,
    ...(target && { target }),
    affected: { ...affected, range: { base: range.base, head: change } },
    uncommitted: { paths: await uncommittedPaths(change, ports.git) },
  };
}
