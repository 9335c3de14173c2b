import * as z from "zod";
import { named, text } from "./words.ts";

const filter = z.string().min(1).max(20_000);

export const logSink = named({
  description: z.string().max(8000).optional().describe("What the sink is for."),
  // A description of its own would make it another schema, in which no reference is looked for.
  destination: z
    .union([text])
    .describe(
      "buckets/<name>, topics/<name>, or as Google writes it, such as bigquery.googleapis.com/projects/acme/datasets/logs.",
    ),
  filter: filter.optional().describe("Entries that go there, such as severity>=ERROR; absent: all."),
  exclusions: z
    .array(
      named({
        description: z.string().max(8000).optional().describe("What the exclusion is for."),
        filter: filter.describe("Entries that do not go there, although the sink's filter takes them."),
        disabled: z.boolean().default(false).describe("true takes the exclusion out for a while."),
      }),
    )
    .max(50)
    .default([])
    .describe("What is left out."),
  disabled: z.boolean().default(false).describe("true sends nothing."),
});
