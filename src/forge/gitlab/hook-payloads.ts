import * as z from "zod";
import { user } from "./answers.ts";

/** The parts of webhooks that are read. A project may leave others out by a template of its own. */

export const hookHead = z.object({ project: z.object({ path_with_namespace: z.string() }) });

export const mergeRequestHook = z.object({
  user: user,
  object_attributes: z.object({ iid: z.number(), action: z.string().optional(), oldrev: z.string().optional() }),
  changes: z.record(z.string(), z.unknown()).optional(),
});

export const noteHook = z.object({
  user: user,
  object_attributes: z.object({
    note: z.string(),
    noteable_type: z.string(),
    action: z.string().optional(),
    system: z.boolean().optional(),
  }),
  merge_request: z.object({ iid: z.number() }).optional(),
});

export const newNoteHook = z.object({
  object_attributes: noteHook.shape.object_attributes.extend({ id: z.number() }),
  merge_request: z.object({ iid: z.number(), last_commit: z.object({ id: z.string() }).nullish() }).optional(),
});

export const pushHook = z.object({ ref: z.string(), before: z.string(), after: z.string() });
