import * as z from "zod";
import { layersInOrder } from "../change/index.ts";

/** The parts that records of several versions have. */

export const head = z.looseObject({ id: z.string(), at: z.string() });

export const previewHead = {
  kind: z.literal("preview"),
  tree: z.string(),
  range: z.looseObject({ base: z.string(), head: z.string() }),
};

export const runHead = {
  kind: z.enum(["up", "refresh", "destroy", "correct"]),
  commit: z.string(),
};

/** Since version 3. */
export const noticesHead = {
  kind: z.literal("notices"),
  commit: z.string(),
  matters: z.array(z.looseObject({ key: z.string(), kind: z.string() })),
  heartbeats: z.array(z.looseObject({ route: z.string(), at: z.string() })),
};

/** Since version 3. */
export const correctionsHead = {
  kind: z.literal("corrections"),
  commit: z.string(),
};

export const layer = z.enum(layersInOrder);

export const digest = z.templateLiteral(["sha256:", z.string()]);

export const inputsDigest = z.templateLiteral(["inputs-sha256:", z.string()]);

export const step = z.looseObject({ urn: z.string(), op: z.string(), paths: z.record(z.string(), z.string()) });

export const manifests = z.looseObject({
  folder: z.string(),
  files: z.record(z.string(), z.string()),
  settings: z.string(),
});

export const counts = z.object({
  create: z.number(),
  update: z.number(),
  replace: z.number(),
  delete: z.number(),
  same: z.number(),
});

export const plan = z.looseObject({
  environment: z.string(),
  layers: z.array(
    z.looseObject({
      layer,
      kind: z.enum(["planned", "unchanged"]),
      at: z.string(),
      planDigest: digest,
      inputsDigest: inputsDigest.optional(),
      repeatable: z.literal(true).optional(),
      warned: z.literal(true).optional(),
      keptPlan: z.templateLiteral(["plan-sha256:", z.string()]).optional(),
      shownBefore: z.looseObject({ id: z.string(), at: z.string(), by: z.string().optional() }).optional(),
      restsOn: z
        .array(z.looseObject({ environment: z.string(), outputs: z.enum(["previewed", "standing"]) }))
        .optional(),
      steps: z.array(step),
      counts,
      manifests: manifests.optional(),
      playbookFiles: manifests.optional(),
    }),
  ),
});

const corrected = z.looseObject({
  layer,
  subject: z.string(),
  paths: z.array(z.string()),
  fingerprint: z.string(),
  by: z.looseObject({ actor: z.string(), at: z.string() }).optional(),
});

export const environmentCorrections = z.looseObject({
  environment: z.string(),
  begun: z.array(corrected),
  resumed: z.array(z.string()),
});

export const environmentRun = z.looseObject({
  environment: z.string(),
  result: z.string(),
  layers: z.array(
    z.looseObject({
      layer,
      kind: z.string(),
      at: z.string(),
      steps: z.array(step),
      counts,
      planDigest: digest.optional(),
      repeatable: z.literal(true).optional(),
      instances: z.record(z.string(), z.string()).optional(),
    }),
  ),
  milliseconds: z.number(),
  corrected: z.array(corrected).optional(),
});

const told = z.looseObject({ route: z.string(), at: z.string(), thread: z.string(), message: z.string().optional() });

export const environmentNotices = z.looseObject({
  environment: z.string(),
  states: z.array(
    z.looseObject({
      key: z.string(),
      since: z.string(),
      due: z.string().optional(),
      goneSince: z.string().optional(),
      told: z.array(told),
      over: z.literal(true).optional(),
    }),
  ),
});
