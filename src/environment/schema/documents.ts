import * as z from "zod";
import { named } from "./words.ts";

const field = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/, {
    error: "write the path of a field, such as address.city",
  })
  .describe("Path of a field, such as address.city.");
const collection = z
  .string()
  .regex(/^(?!__.*__$)[^/\s]{1,1500}$/, { error: "write the id of a collection, without a slash" })
  .describe("Id of the collection, or in Datastore mode the kind.");

export const documentDatabase = named({
  location: z
    .string()
    .regex(/^(nam5|nam7|eur3|[a-z]+-[a-z]+\d+)$/, { error: "write a region, or one of nam5, nam7 and eur3" })
    .optional()
    .describe("A region, or nam5, nam7 or eur3 for several; absent: the environment's region. Never changes."),
  type: z
    .enum(["native", "datastore"])
    .default("native")
    .describe("datastore: Firestore in Datastore mode. Never changes."),
  concurrency: z
    .enum(["optimistic", "pessimistic"])
    .default("pessimistic")
    .describe("How transactions are kept apart where they say nothing of it."),
  pointInTimeRecovery: z.boolean().default(true).describe("What stood there in the last 7 days can be read."),
  ttl: z
    .array(z.strictObject({ collection, field }))
    .default([])
    .describe("Documents are deleted at the time that this field holds."),
  indexes: z
    .array(
      z.strictObject({
        collection,
        scope: z.enum(["collection", "group"]).default("collection").describe("group: all collections of this id."),
        fields: z
          .array(
            z.strictObject({
              field,
              order: z.enum(["ascending", "descending"]).optional().describe("Either this or contains."),
              contains: z.literal(true).optional().describe("true: the field is a list that is searched."),
            }),
          )
          .min(2)
          .max(100)
          .describe("Fields in the order in which the index sorts by them."),
      }),
    )
    .default([])
    .describe("Indexes over several fields; those over one field exist by themselves."),
});
