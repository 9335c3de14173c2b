import * as z from "zod";
import { user } from "./answers.ts";

/** The parts of webhooks that are read. */

export const hookHead = z.object({ repository: z.object({ full_name: z.string() }) });

export const pullHook = z.object({ action: z.string(), number: z.number() });

export const reviewHook = z.object({ pull_request: z.object({ number: z.number() }), sender: user });

export const commentHook = z.object({
  action: z.string(),
  is_pull: z.boolean(),
  issue: z.object({ number: z.number() }),
  comment: z.object({ id: z.number(), body: z.string() }),
  /** Older servers leave it out. */
  pull_request: z.object({ head: z.object({ sha: z.string() }) }).nullish(),
  sender: user,
});

export const pushHook = z.object({ ref: z.string(), before: z.string(), after: z.string() });
