import * as z from "zod";
import { type AffectedChange, layersInOrder, type Reason } from "../../change/index.ts";
import { without } from "../../lib/index.ts";

const layer = z.enum(layersInOrder);

const affected = z.looseObject({
  kind: z.literal("affected"),
  version: z.literal(1),
  commit: z.string(),
  base: z.string().optional(),
  target: z.object({ name: z.string(), commit: z.string(), behind: z.number(), merged: z.boolean() }).optional(),
  environmentsInCommit: z.number(),
  changedFiles: z.number(),
  environments: z.array(
    z.looseObject({
      name: z.string(),
      folder: z.enum(["added", "changed", "removed", "renamed", "unchanged"]),
      layers: z.array(layer),
      reasons: z.array(z.looseObject({ kind: z.string(), layer, text: z.string() })),
    }),
  ),
  uncommitted: z.array(z.string()),
});

/**
 * The change in the parsed text of an `AffectedJson`.
 *
 * @throws {z.ZodError} for anything else.
 */
export function affectedIn(json: unknown): AffectedChange {
  const { commit, base, target, environmentsInCommit, changedFiles, environments, uncommitted } = affected.parse(json);
  return {
    commit,
    ...(target && { target }),
    affected: {
      ...(base !== undefined && { range: { base, head: commit } }),
      environments: environments.map(({ name, folder, layers, reasons }) => ({
        name,
        folder,
        layers,
        reasons: reasons.map((reason) => without(reason, "text") as unknown as Reason),
      })),
      total: environmentsInCommit,
      changedFiles,
    },
    uncommitted: { paths: uncommitted },
  };
}
