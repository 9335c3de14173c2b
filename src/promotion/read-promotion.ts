import { inOrder, type Reading, readDocument } from "../environment/index.ts";
import { type FileTree, parseDuration } from "../lib/index.ts";
import { checkReferences } from "./check-references.ts";
import { checkStages } from "./check-stages.ts";
import { promotionDocument, type RawStage } from "./document.ts";
import type { FleetFacts } from "./fleet-facts.ts";
import { membersOf } from "./members.ts";
import { type Canary, type Promotion, promotionPath, type Share, type Stage } from "./promotion.ts";
import { stagesBefore } from "./stage-order.ts";

/**
 * Reads the promotion file of a tree: valid, or everything that is wrong with it.
 *
 * `undefined` where there is none. Never throws for what the file says.
 *
 * @param readEnvironments those that it is about, of the same tree or of a later one; asked for where there is a file
 * @param missing what becomes of an environment or profile that is named and not there: it may have left since the file was written
 */
export async function readPromotion(
  tree: FileTree,
  readEnvironments: () => Promise<FleetFacts>,
  missing: "wrong" | "left-out" = "wrong",
): Promise<Reading<Promotion> | undefined> {
  const read = await readDocument(tree, promotionPath, promotionDocument);
  if (!read) return undefined;
  if ("wrong" in read) return { ok: false, issues: read.wrong };
  const { root, value, issues: syntax } = read;
  const raw = value.spec.stages;
  const environments = await readEnvironments();
  const references = missing === "wrong" ? checkReferences(root, value.spec.refs, environments) : [];
  const issues = inOrder([...syntax, ...references, ...checkStages(root, raw, environments, missing)]);
  if (issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  const before = stagesBefore(raw);
  const stages = raw.map((stage) => stageFrom(stage, before.get(stage.name) ?? [], environments));
  return { ok: true, value: { stages }, issues };
}

function stageFrom(raw: RawStage, after: readonly string[], environments: FleetFacts): Stage {
  const canary = raw.canary && canaryFrom(raw.canary);
  return {
    name: raw.name,
    environments: membersOf(raw, environments),
    after,
    soakMilliseconds: milliseconds(raw.soak),
    ...(canary && { canary }),
    ...(raw.waves && { waves: { share: shareFrom(raw.waves.size), soakMilliseconds: milliseconds(raw.waves.soak) } }),
  };
}

function canaryFrom({ size, environments, soak }: NonNullable<RawStage["canary"]>): Canary {
  return {
    ...(size !== undefined && { share: shareFrom(size) }),
    ...(environments && { environments }),
    soakMilliseconds: milliseconds(soak),
  };
}

function shareFrom(size: number | string): Share {
  return typeof size === "number" ? { count: size } : { percent: Number(size.slice(0, -1)) };
}

function milliseconds(duration: string): number {
  return parseDuration(duration, ["h", "m", "s"]) ?? 0;
}
