import * as z from "zod";
import { user } from "./answers.ts";

/** The parts of webhooks that are read. */

export const hookHead = z.object({ repository: z.object({ full_name: z.string() }) });

export const pullHook = z.object({ action: z.string(), number: z.number() });

export const reviewHook = z.object({
  action: z.string(),
  pull_request: z.object({ number: z.number() }),
  review: z.object({ commit_id: z.string().nullable(), user: user.nullable() }),
});

export const commentHook = z.object({
  action: z.string(),
  issue: z.object({ number: z.number(), pull_request: z.object({}).optional() }),
  comment: z.object({ id: z.number(), body: z.string() }),
  sender: user,
});

export const pushHook = z.object({ ref: z.string(), before: z.string(), after: z.string() });
