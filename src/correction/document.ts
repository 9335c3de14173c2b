import * as z from "zod";
import { jsonSchemaText } from "../environment/index.ts";

const correction = z.strictObject({
  environments: z
    .array(z.string().min(1))
    .min(1)
    .describe("Names of environments that it holds for; a star stands for any characters."),
  mode: z
    .enum(["detect", "propose", "correct"])
    .describe(
      "detect: drift is told and nothing is done. propose: a change request declares what stands in the cloud, or an issue says why none can. correct: what was changed in the cloud is updated back to what is declared.",
    ),
  atMost: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe(
      "How many resources of one environment may be corrected in one run. Where more were changed, none is: so much is no slip.",
    ),
});

/** The file of corrections as it is written. */
export const correctionsDocument = z.strictObject({
  apiVersion: z.literal("groundwork.dev/v1").describe("Version of this format."),
  kind: z.literal("Corrections").describe("Always Corrections."),
  spec: z.strictObject({
    corrections: z
      .array(correction)
      .default([])
      .describe("What becomes of drift, by environment. An environment is in one entry; one in none is detect."),
  }),
});

/** The JSON Schema with which editors complete and check the file, as the text of its file. */
export function correctionsJsonSchema(): string {
  const description = "What becomes of drift in each environment.";
  return jsonSchemaText(correctionsDocument, { title: "Groundwork corrections", description });
}
