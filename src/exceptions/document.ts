import * as z from "zod";
import { jsonSchemaText } from "../environment/index.ts";

const text = (what: string) =>
  z
    .string()
    .trim()
    .min(1, { error: `write ${what}` });

/** A day as it is written, such as `2026-12-31`. */
export const day = z.iso.date({ error: "write a day, such as 2026-12-31" });

const exception = z.strictObject({
  from: z
    .enum(["drift", "policy"])
    .default("drift")
    .describe("What it is an exception from: drift, or a policy that the environment does not keep."),
  environments: z
    .array(z.string().min(1))
    .min(1)
    .describe("Names of environments that it holds for; a star stands for any characters."),
  subject: text("what it is about, such as gcp:compute:Firewall ssh").describe(
    "The resource, object or task, as groundwork drift shows it, or the name of a policy; a star stands for any characters.",
  ),
  paths: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("Properties or fields that may differ, each with all below it. Absent: everything of it."),
  owner: text("who answers for it").describe("The person or team that answers for it."),
  reason: text("why it is accepted").describe("Why it is accepted."),
  until: day.describe("The last day on which it counts, in UTC. From the next day on the difference counts again."),
});

/** The file of exceptions as it is written. */
export const exceptionsDocument = z.strictObject({
  apiVersion: z.literal("groundwork.dev/v1").describe("Version of this format."),
  kind: z.literal("Exceptions").describe("Always Exceptions."),
  spec: z.strictObject({
    exceptions: z.array(exception).default([]).describe("What is known and accepted."),
  }),
});

/** The JSON Schema with which editors complete and check the file, as the text of its file. */
export function exceptionsJsonSchema(): string {
  const description = "What differs from what is wanted, and is known and accepted.";
  return jsonSchemaText(exceptionsDocument, { title: "Groundwork exceptions", description });
}
