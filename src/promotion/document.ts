import * as z from "zod";
import { jsonSchemaText } from "../environment/index.ts";
import { parseDuration } from "../lib/index.ts";

const name = z.string().regex(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, {
  error: "a stage's name starts with a small letter and goes on with small letters, digits and hyphens",
});

/** A year. Longer ones are mistakes, and their end may be no date any more. */
const longestHours = 8760;

/** A duration in hours, minutes and seconds, of at most a year. */
export const duration = z
  .string()
  .regex(/^(\d+h)?(\d+m)?(\d+s)?$/, { error: "write a duration, such as 30s, 5m, 1h or 72h" })
  .min(2)
  .refine((text) => (parseDuration(text, ["h", "m", "s"]) ?? 0) <= longestHours * 3_600_000, {
    error: `write a duration of at most ${longestHours}h`,
  });

const share = z.union([
  z.int().min(1).max(100_000),
  z.string().regex(/^([1-9]\d?|100)%$/, { error: "write a number of environments, or a percentage, such as 10%" }),
]);

const environments = z
  .array(z.string().min(1))
  .min(1)
  .describe("Names of environments; a star stands for any characters.");

const canary = z
  .strictObject({
    size: share.optional().describe("How many go first: a number, or a percentage such as 10%."),
    environments: environments.optional().describe("Which go first. Either these or size."),
    soak: duration.default("0s").describe("How long they stand, healthy, before the others of the stage follow."),
  })
  .describe("A part of the stage that a change reaches before the others.");

const waves = z
  .strictObject({
    size: share.describe("How many a wave has: a number, or a percentage such as 25%."),
    soak: duration.default("0s").describe("How long a wave stands, healthy, before the next one follows."),
  })
  .describe("Groups of the stage that a change reaches one after the other.");

const stage = z.strictObject({
  name: name.describe("Name of the stage."),
  environments: environments.optional(),
  profiles: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("Environments that are built on one of these profiles."),
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe("Environments that have all of these labels in their metadata."),
  after: z.array(name).optional().describe("Stages before it; absent: the one above it. An empty list: none."),
  soak: duration
    .default("0s")
    .describe("How long its environments stand, healthy, before the stages after it follow, for example 30m."),
  canary: canary.optional(),
  waves: waves.optional(),
});

/** git-check-ref-format, with stars. */
const referenceName = /^(?![-/.])(?!.*(?:\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)))[^\s~^:?[\\]+(?<![/.])$/u;

/** Whether Git takes it for the name of a branch or a tag: no revision such as `v1~1`. */
export function isReferenceName(text: string): boolean {
  return referenceName.test(text) && !text.includes("*");
}

const branch = z.string().regex(referenceName, {
  error: "write a branch, such as main, or a pattern of branches, such as release/*",
});

const tag = z.string().regex(referenceName, {
  error: "write a tag, such as v1.4.0, or a pattern of tags, such as v*",
});

const reference = z.strictObject({
  environments: environments.describe("Names of environments; a star stands for any characters."),
  branches: z
    .array(branch)
    .default([])
    .describe("Branches whose commits reach them, without origin/; a star stands for any characters."),
  tags: z
    .array(tag)
    .default([])
    .describe(
      "Tags with which commits of the main branch reach them, such as v*. Branches, tags or both have to be named.",
    ),
});

/** The promotion file as it is written. */
export const promotionDocument = z.strictObject({
  apiVersion: z.literal("groundwork.dev/v1").describe("Version of this format."),
  kind: z.literal("Promotion").describe("Always Promotion."),
  spec: z.strictObject({
    refs: z
      .array(reference)
      .default([])
      .describe(
        "Which branches and tags reach which environments. One that stands in none is reached from every branch.",
      ),
    stages: z.array(stage).default([]).describe("From the first that a change reaches to the last."),
  }),
});

/** What was written and has the right shape, with defaults filled in. */
export type RawPromotion = z.output<typeof promotionDocument>;
export type RawReference = RawPromotion["spec"]["refs"][number];
export type RawStage = RawPromotion["spec"]["stages"][number];

/** The JSON Schema with which editors complete and check the promotion file, as the text of its file. */
export function promotionJsonSchema(): string {
  const description = "In which order changes reach environments.";
  return jsonSchemaText(promotionDocument, { title: "Groundwork promotion", description });
}
