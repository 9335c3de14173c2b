import * as z from "zod";
import { labels, named } from "./words.ts";

export const cache = named({
  version: z
    .enum(["REDIS_5_0", "REDIS_6_X", "REDIS_7_0", "REDIS_7_2"])
    .default("REDIS_7_2")
    .describe("Version of Redis."),
  sizeGb: z.int().min(1).max(300).default(1).describe("Memory in GiB."),
  highAvailability: z.boolean().default(false).describe("A replica in a second zone that takes over."),
  readReplicas: z
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe("Replicas that answer reads, under an address of their own. Needs highAvailability and 5 GiB."),
  auth: z
    .boolean()
    .default(true)
    .describe("Clients need the instance's password, which never leaves the cloud by itself."),
  tls: z.boolean().default(true).describe("Connections are encrypted."),
  snapshots: z
    .enum(["none", "1h", "6h", "12h", "24h"])
    .default("none")
    .describe("How often the data is written to disk."),
  configs: z
    .record(
      z.string().regex(/^[a-z][-a-z0-9]*$/, { error: "write a parameter of Redis, such as maxmemory-policy" }),
      z.string(),
    )
    .default({})
    .describe("Parameters of Redis."),
  labels: labels.default({}),
});
