import type { ChangeRun } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { FlowPorts } from "../ports.ts";
import { bringUp, type UpRequest } from "../up/index.ts";
import { endOfLine, type Line, onLine, requireReaching } from "./line.ts";

export interface TagUpRequest extends Omit<UpRequest, "base" | "head">, Required<Line> {}

/**
 * Brings environments up to the commit that a tag stands on, as far as the tag reaches them, for a clone without a forge: the tag has to
 * stand on a commit of the branch as the clone has it.
 *
 * @throws {TagNotOnBranch} {@link NoSuchTag} {@link TagReachesNothing}, and as {@link bringUp}
 */
export async function bringUpTag({ branch, tag, ...request }: TagUpRequest, given: FlowPorts): Promise<ChangeRun> {
  const line = { branch, tag };
  const { tip } = await endOfLine(line, {}, given.git);
  const ports = onLine(line, given);
  await requireReaching(tag, await new DeclarationIndex(await given.git.treeOf(tip)).names(), ports.reach);
  return await bringUp({ ...request, head: tip }, ports);
}
