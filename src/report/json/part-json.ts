import { createHash } from "node:crypto";
import * as z from "zod";
import { type ChangePreview, layersInOrder, masked } from "../../change/index.ts";

/**
 * What `groundwork preview --part` writes, and `groundwork report` merges: all that a report is made of. Read by the version of
 * Groundwork that wrote it; other programs read what `--json` prints.
 */
export interface PartJson {
  readonly kind: "preview-part";
  readonly version: 1;
  /** 64 hexadecimal digits over `preview` as JSON without spaces: a part that was cut off or edited is told. */
  readonly sha256: string;
  readonly preview: ChangePreview;
}

export function partJson(preview: ChangePreview): PartJson {
  // A manifest may be a Secret, and a part is a file.
  const { manifestTexts: _, builtManifests: _built, changedLines: _lines, ...told } = preview;
  const shown = masked(told) as ChangePreview;
  return { kind: "preview-part", version: 1, sha256: hashOf(shown), preview: shown };
}

const layer = z.enum(layersInOrder);
const reason = z.looseObject({ kind: z.string(), layer });
const affectedEnvironment = z.looseObject({
  name: z.string(),
  folder: z.enum(["added", "changed", "removed", "renamed", "unchanged"]),
  reasons: z.array(reason),
  layers: z.array(layer),
});
const problem = z.looseObject({
  code: z.string(),
  kind: z.enum(["invalid", "refused", "failed", "unknown"]),
  message: z.string(),
  details: z.array(z.string()),
});
/** Of an engine's plan, what a report reads of every step. */
const enginePlan = z.looseObject({
  result: z.enum(["succeeded", "failed", "cancelled"]),
  steps: z.array(
    z.looseObject({
      urn: z.string(),
      op: z.string(),
      type: z.string(),
      diffs: z.array(z.string()),
      replaceKeys: z.array(z.string()),
      detailedDiff: z.record(z.string(), z.looseObject({ kind: z.string() })).optional(),
      oldInputs: z.record(z.string(), z.unknown()).optional(),
      newInputs: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  diagnostics: z.array(z.looseObject({ severity: z.string(), message: z.string() })),
});
const machinesAgainstGit = z.looseObject({
  verdict: z.enum(["in-sync", "diverged", "unknown"]),
  detail: z.string(),
  differences: z.array(z.looseObject({ subject: z.string(), paths: z.array(z.string()) })),
  problems: z.array(z.string()),
});
const playbookCheck = z.looseObject({
  wellFormed: z.number(),
  malformed: z.array(z.looseObject({ path: z.string(), message: z.string(), wasBefore: z.boolean() })),
  notChecked: z.array(z.string()),
});
/** As records hold it: a part that is recorded has to be read again. */
const plan = {
  layer,
  at: z.string(),
  steps: z.array(z.looseObject({ urn: z.string(), op: z.string(), paths: z.record(z.string(), z.string()) })),
  counts: z.strictObject({
    create: z.number(),
    update: z.number(),
    replace: z.number(),
    delete: z.number(),
    same: z.number(),
  }),
  planDigest: z.string().startsWith("sha256:"),
  inputsDigest: z.string().startsWith("inputs-sha256:").optional(),
  repeatable: z.literal(true).optional(),
  warned: z.literal(true).optional(),
  shownBefore: z.looseObject({ id: z.string(), at: z.string(), by: z.string().optional() }).optional(),
  restsOn: z.array(z.looseObject({ environment: z.string(), outputs: z.enum(["previewed", "standing"]) })).optional(),
  manifests: z
    .looseObject({ folder: z.string(), files: z.record(z.string(), z.string()), settings: z.string() })
    .optional(),
  playbookFiles: z
    .looseObject({ folder: z.string(), files: z.record(z.string(), z.string()), settings: z.string() })
    .optional(),
  machines: machinesAgainstGit.optional(),
  playbooks: playbookCheck.optional(),
  plan: enginePlan.optional(),
};
const layerPreview = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("planned"), ...plan }),
  z.looseObject({ kind: z.literal("unchanged"), ...plan }),
  z.looseObject({ kind: z.literal("unknown"), layer, at: z.string(), problem }),
  z.looseObject({ kind: z.literal("failed"), layer, at: z.string(), problem, playbooks: playbookCheck.optional() }),
  z.looseObject({
    kind: z.literal("not-handled"),
    layer,
    at: z.string(),
    because: z.string().optional(),
    playbooks: playbookCheck.optional(),
  }),
]);
const affectedSet = z.looseObject({
  range: z.looseObject({ base: z.string(), head: z.string() }).optional(),
  environments: z.array(affectedEnvironment),
  total: z.number(),
  changedFiles: z.number(),
});
const part = z.looseObject({
  kind: z.literal("preview-part"),
  version: z.literal(1),
  sha256: z.string(),
  preview: z.looseObject({
    commit: z.string(),
    target: z.looseObject({ name: z.string(), commit: z.string(), behind: z.number(), merged: z.boolean() }).optional(),
    affected: affectedSet,
    environments: z.array(z.looseObject({ affected: affectedEnvironment, layers: z.array(layerPreview) })),
    states: z.array(z.looseObject({ location: z.string(), stacks: z.number().optional() })),
    uncommitted: z.looseObject({ paths: z.array(z.string()) }),
    unrecorded: problem.optional(),
    local: z.boolean(),
    rehearsed: z.literal("outside").optional(),
    milliseconds: z.number(),
  }),
});

/**
 * The preview in a part's text.
 *
 * @throws {Error} for text that is no part, or a part that was changed after it was written.
 */
export function partIn(text: string): ChangePreview {
  const json = JSON.parse(text) as { readonly preview?: unknown };
  const { sha256 } = part.parse(json);
  if (hashOf(json.preview) !== sha256) throw new Error("its content is not what was written: it is damaged");
  return json.preview as ChangePreview;
}

function hashOf(preview: unknown): string {
  return createHash("sha256").update(JSON.stringify(preview)).digest("hex");
}
