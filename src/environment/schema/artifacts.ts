import * as z from "zod";
import { duration } from "./durations.ts";
import { labels, name, named } from "./words.ts";

const cleanup = named({
  action: z.enum(["delete", "keep"]).default("delete").describe("keep wins over delete."),
  last: z.int().min(1).optional().describe("With keep: the most recent versions of each package, so many."),
  olderThan: duration.optional().describe("Versions that are older."),
  newerThan: duration.optional().describe("Versions that are newer."),
  tags: z.enum(["any", "tagged", "untagged"]).optional().describe("Versions with or without a tag."),
  tagPrefixes: z.array(z.string().min(1)).default([]).describe("Versions whose tags start with one of these."),
  packages: z
    .array(z.string().min(1))
    .default([])
    .describe("Packages whose names start with one of these; empty: all."),
});

export const artifactRepository = named({
  format: z
    .enum(["docker", "npm", "maven", "python", "go", "apt", "yum", "generic"])
    .default("docker")
    .describe("What it holds."),
  mode: z
    .enum(["standard", "remote", "virtual"])
    .default("standard")
    .describe("remote caches another registry; virtual is one address for several repositories."),
  description: z.string().max(1024).optional().describe("What the repository is for."),
  immutableTags: z.boolean().default(false).describe("A tag of an image never moves to another one. docker only."),
  upstream: z
    .string()
    .regex(/^https:\/\/[^\s@]+$/, { error: "write an https:// address, without a user" })
    .optional()
    .describe("Of a remote one: address of the other registry; absent: the public registry of the format."),
  repositories: z
    .array(name)
    .default([])
    .describe("Of a virtual one: names of the repositories behind it; an earlier one wins."),
  cleanup: z.array(cleanup).default([]).describe("Which versions are deleted, and which are kept from that."),
  cleanupDryRun: z.boolean().default(false).describe("true: cleanup only logs what it would delete."),
  labels: labels.default({}),
});
